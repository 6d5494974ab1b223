import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defaultDataFolder } from '../apps/agent/src/folders.ts';
import { readOptions } from './lib/arguments.ts';
import { buildElectron, electronRoot } from './lib/build-electron.ts';
import { buildPages } from './lib/build-pages.ts';
import { findElectron } from './lib/electron-binary.ts';
import { alongsideBin, root } from './lib/paths.ts';
import { runHost } from './lib/run-host.ts';

const USAGE = `npm run agent -- [--enroll LINK] [--name NAME] [--data DIR]

  The agent on this computer: in Electron where its program is or can be fetched, otherwise in the system's browser.

  --enroll LINK  the link from your admin, needed once
  --name NAME    with --enroll: what technicians read
  --data DIR     where the agent keeps its data
  --build-only   builds the Electron host and ends`;

/** Electron that ends sooner than this did not work here: the browser takes over. */
const EARLY_MS = 15_000;
/** sysexits.h: these ends are an answer, which the other host would give as well. */
const ANSWERS = [64, 78];

const values = readOptions(
  {
    enroll: { type: 'string' },
    name: { type: 'string' },
    data: { type: 'string' },
    'build-only': { type: 'boolean' },
  },
  USAGE,
);
const dataDir = values.data === undefined ? defaultDataFolder(process.env) : resolve(process.env.INIT_CWD ?? root, values.data);
const enrolledBefore = enrolledAt();

process.exitCode = await main();

async function main(): Promise<number> {
  buildPages(console.log);
  if (values['build-only']) {
    await buildElectron(console.log);
    return 0;
  }
  const electron = await findElectron({ environment: process.env, say: console.log });
  if (electron.kind === 'absent') return portable(`Electron cannot be used here: ${electron.reason}.`);
  await buildElectron(console.log);
  console.log('Host: Electron');
  const { code, early } = await runHost({
    file: electron.file,
    args: [join(electronRoot, 'main.mjs'), ...agentArguments()],
    // The Node of this command, for the helper programs: Electron's own cannot outlive it.
    environment: { ...process.env, ALONGSIDE_NODE: process.execPath },
    cwd: root,
    earlyMs: EARLY_MS,
  }).ended;
  if (!early || ANSWERS.includes(code)) return code;
  return portable(`Electron ended within ${EARLY_MS / 1_000} s (code ${code}).`);
}

/** A link works once: where the first host enrolled this computer by it, the second finds that done. */
function agentArguments(): readonly string[] {
  const isSpent = enrolledAt() !== enrolledBefore;
  return [
    `--data=${dataDir}`,
    ...(values.enroll === undefined || isSpent ? [] : [`--enroll=${values.enroll}`]),
    ...(values.name === undefined || isSpent ? [] : [`--name=${values.name}`]),
  ];
}

/** Undefined where it is not enrolled. One that is can be enrolled anew, elsewhere or by another authority. */
function enrolledAt(): number | undefined {
  return statSync(join(dataDir, 'enrollment.json'), { throwIfNoEntry: false })?.mtimeMs;
}

async function portable(why: string): Promise<number> {
  console.log(`${why} The agent runs in the system's browser instead.`);
  console.log('Host: portable');
  const host = runHost({
    file: process.execPath,
    args: [alongsideBin, 'agent', ...agentArguments()],
    environment: process.env,
    cwd: root,
    earlyMs: 0,
  });
  return (await host.ended).code;
}
