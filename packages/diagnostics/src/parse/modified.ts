import { ProbeFailure, type ProbeTools } from '../tools.ts';

/** When a file was last written, milliseconds since the epoch; undefined where it is not there. GNU stat, or macOS's own. */
export async function modifiedAt(tools: ProbeTools, path: string): Promise<number | undefined> {
  const args = tools.system === 'macos' ? ['-f', '%m', path] : ['-L', '-c', '%Y', path];
  const { exitCode, stdout } = await tools.run('stat', args, { exitCodes: [0, 1] });
  if (exitCode === 1) return undefined;
  if (!/^\d+\s*$/u.test(stdout)) throw new ProbeFailure('parse', 'stat');
  return Number(stdout) * 1000;
}
