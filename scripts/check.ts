import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkLayers } from './lib/layers.ts';
import { nodeModules, root } from './lib/paths.ts';

interface Check {
  readonly name: string;
  /** What is wrong, or nothing. */
  readonly run: () => string;
}

const tool = (bin: string, ...args: string[]) => {
  const done = spawnSync(process.execPath, [join(nodeModules, bin), ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return done.status === 0 ? '' : `${done.stdout}${done.stderr}`.trim() || `${bin} ended with ${done.status}`;
};

const CHECKS: readonly Check[] = [
  { name: 'format and lint', run: () => tool('@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.') },
  { name: 'types', run: () => tool('typescript/bin/tsc', '-b') },
  {
    name: 'layers',
    run: () =>
      checkLayers(root)
        .map(({ file, what }) => `${file}: ${what}`)
        .join('\n'),
  },
  { name: 'dead code', run: () => tool('knip/bin/knip.js', '--no-progress') },
];

let failed = 0;
for (const { name, run } of CHECKS) {
  const wrong = run();
  console.log(`${wrong ? 'FAIL' : 'ok  '} ${name}`);
  if (wrong) {
    failed += 1;
    console.log(wrong);
  }
}
console.log(`${CHECKS.length - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
