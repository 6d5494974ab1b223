import { accessSync, constants, copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cameToItsEnd, isInstalled, isMarked, setMark, wantedPackages } from './lockfile.mjs';
import { buildNativeParts } from './native-parts.mjs';
import { findNode24, isCarried, runsOnNode24 } from './node24.mjs';
import { byScript, explainFailure, npmAtHand, runNpm } from './npm.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { announce, say, stop } from './say.mjs';

const TOOLS = join(dirname(fileURLToPath(import.meta.url)), 'tools');
const PROGRESS_MS = 10_000;

/** A failed fetch is tried again after 1, 2 and 4 s: without a network that is known soon. */
const PATIENCE = ['--fetch-retries=3', '--fetch-retry-factor=2', '--fetch-retry-mintimeout=1000'];
const QUIET = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
/** `include`: whatever NODE_ENV or a person's npmrc leave out elsewhere, here all of it is needed. */
const INSTALL = ['ci', '--ignore-scripts', '--include=dev', '--include=optional', ...QUIET, ...PATIENCE];

/** Brings node_modules to what the lockfile says, where it is not: nothing on most starts, and the rest after an interruption. */
export async function ensurePackages(root) {
  const isReady = () => isMarked(root) && isWhole(root, wantedPackages(root), false);
  if (isReady()) return;
  try {
    mkdirSync(join(root, '.alongside'), { recursive: true });
    accessSync(root, constants.W_OK);
  } catch (error) {
    stop(1, `The folder ${root} cannot be written (${error.code}). Use a clone that is yours. Nothing was started.`);
  }
  await oneAtATime(join(root, '.alongside', 'installing'), async () => {
    if (!isReady()) await makeReady(root);
  });
}

async function makeReady(root) {
  const wanted = wantedPackages(root);
  const setup = join(root, '.alongside', 'setup');
  const npm = await npmOnNode24(setup);
  if (!isWhole(root, wanted, true)) await installPackages(root, npm, wanted);
  await buildNativeParts(root, npm, requireNode24(root));
  setMark(root);
  rmSync(setup, { recursive: true, force: true });
}

function isWhole(root, wanted, exact) {
  return cameToItsEnd(root) && wanted.every((each) => isInstalled(root, each, exact));
}

/**
 * An npm that runs on Node 24. Under an older Node npm leaves out optional packages that ask for a newer one (Vite's
 * compiler is among them), so both come from npm first, exactly as scripts/bootstrap/tools/package-lock.json has them.
 */
async function npmOnNode24(setup) {
  if (runsOnNode24()) return npmAtHand();
  if (!isCarried()) return requireNode24(setup);
  const tools = wantedPackages(TOOLS);
  if (!isWhole(setup, tools, true)) {
    announce(`Node 24 and its npm (once; this is Node ${process.versions.node})`);
    mkdirSync(setup, { recursive: true });
    for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(TOOLS, name), join(setup, name));
    await mustSucceed(npmAtHand(), INSTALL, setup);
  }
  return byScript(requireNode24(setup), join(setup, 'node_modules', 'npm', 'bin', 'npm-cli.js'));
}

async function installPackages(root, npm, wanted) {
  announce(`Packages (once; ${wanted.length} of them, a minute or two)`);
  const count = () => wanted.filter((each) => isInstalled(root, each, false)).length;
  const progress = setInterval(() => say(`${count()} of ${wanted.length}`), PROGRESS_MS);
  try {
    await mustSucceed(npm, INSTALL, root);
  } finally {
    clearInterval(progress);
  }
  const absent = wanted.filter((each) => !isInstalled(root, each)).map(({ folder }) => folder.replace(/^.*node_modules\//u, ''));
  if (absent.length > 0)
    stop(
      1,
      `npm left out ${absent.slice(0, 5).join(', ')}, which it could not fetch. Nothing was started. Run the same command again.`,
    );
}

async function mustSucceed(npm, args, cwd) {
  const done = await runNpm(npm, args, { cwd });
  if (done.code !== 0) stop(1, `${explainFailure(done, cwd)}\nNothing was started.`);
}

/** Node 24 for what follows, or the end with what to do. */
export function requireNode24(folder) {
  return (
    findNode24(folder) ??
    stop(
      1,
      'Alongside runs on Node 24, which npm has no package of for this system. Install it from your system or nodejs.org and run the same command with it.',
    )
  );
}
