import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nodeModules, root } from './paths.ts';

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** Runs Vitest on what is named, with its report in `scratch`. */
export async function runVitest(scratch: string, ...which: string[]): Promise<Tally> {
  const report = join(scratch, 'vitest.json');
  rmSync(report, { force: true });
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runTool(['vitest/vitest.mjs', 'run', ...reporters, ...which]);
  if (!existsSync(report)) return { passed: 0, failed: 1, skipped: 0 };
  const result = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
  };
  const failed = result.numFailedTests;
  // A file that cannot be loaded, or an error outside of any test, fails the run without a failed test.
  return {
    passed: result.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: result.numPendingTests + result.numTodoTests,
  };
}

/** Runs a script of node_modules with our terminal; resolves with its exit code. */
export function runTool([script = '', ...args]: string[], env: Record<string, string> = {}): Promise<number> {
  const child = spawn(process.execPath, [join(nodeModules, script), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
