import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { headersOf } from './node24.mjs';
import { runNpm } from './npm.mjs';
import { announce, say } from './say.mjs';

/** What does a part's work where it cannot be compiled: nobody has to install a compiler for Alongside. */
const INSTEAD = {
  'node-pty': 'not compiled here; the ready-built @lydell/node-pty is used for terminals',
  keytar: 'not compiled here; keys are kept in a file that only its owner can read (0600)',
};

/** The packages whose install scripts may run: `allowScripts` of package.json, which npm from 11 on reads too. */
export function listedPackages(root) {
  const { allowScripts = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.keys(allowScripts).filter((name) => allowScripts[name] === true);
}

/**
 * Runs the install scripts of the listed packages, and of no other: .npmrc keeps scripts off under every npm from 9 on,
 * and here they are on for one package at a time. One that fails keeps nothing from starting.
 */
export async function buildNativeParts(root, npm, node, began = () => announce('Parts that are compiled for this machine')) {
  const absent = listedPackages(root).filter((name) => isThere(root, name) && !loads(root, node, name));
  if (absent.length === 0) return;
  began();
  for (const name of absent) {
    const { said } = await runInstallScript(root, npm, node, name);
    if (loads(root, node, name)) continue;
    keepLog(root, name, said);
    say(`${name}: ${INSTEAD[name] ?? 'not compiled here; what needs it says so'}`);
  }
}

function runInstallScript(root, npm, node, name) {
  return runNpm(npm, ['rebuild', '--ignore-scripts=false', '--no-audit', '--no-fund', name], {
    cwd: root,
    environment: {
      // keytar's script looks for a ready-built binary on GitHub otherwise.
      npm_config_build_from_source: 'true',
      // node-gyp fetches headers from nodejs.org otherwise; npm's packages of Node carry them.
      npm_config_nodedir: headersOf(node),
    },
  });
}

function isThere(root, name) {
  return existsSync(join(root, 'node_modules', name, 'package.json'));
}

/** In a process of its own: a part that was compiled for another Node may crash the one that loads it. */
function loads(root, node, name) {
  return spawnSync(node, ['-e', 'require(process.argv[1])', name], { cwd: root, stdio: 'ignore' }).status === 0;
}

function keepLog(root, name, said) {
  const folder = join(root, '.alongside', 'logs');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name.replace(/[^\w-]+/gu, '-')}.log`), said);
}
