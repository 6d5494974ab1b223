import { ProbeFailure, type ProbeTools } from '../tools.ts';

/** Whether there is a printing system at all; without one there is no printer. */
export async function hasPrinting(tools: ProbeTools): Promise<boolean> {
  return tools.system === 'macos' || (await tools.list('/usr/bin')).includes('lpstat');
}

/** What lpstat(1) of CUPS says; empty where no printer was set up. `failed` where its server does not answer. */
export async function lpstat(tools: ProbeTools, args: readonly string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await tools.run('lpstat', args, { exitCodes: [0, 1] });
  if (/No destinations added/u.test(stderr)) return '';
  if (exitCode !== 0) throw new ProbeFailure('failed', stderr.slice(0, 200));
  return stdout.trim();
}
