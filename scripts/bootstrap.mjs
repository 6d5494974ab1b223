#!/usr/bin/env node
/**
 * Plain JavaScript for Node 18 and newer: installs the exact packages of the lockfile where they are not there, then runs
 * the wanted command on the Node 24 that came with them. Everything after scripts/bootstrap is TypeScript on Node 24.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages, requireNode24 } from './bootstrap/packages.mjs';
import { stop } from './bootstrap/say.mjs';

const COMMANDS = ['start', 'try', 'agent', 'admin', 'demo', 'bench', 'test', 'test:security', 'fuzz', 'audit', 'check'];

/** How soon it is seen that npm was ended. */
const LOOK_MS = 500;

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [command = '', ...args] = process.argv.slice(2);

if (!COMMANDS.includes(command)) stop(64, `Unknown command "${command}". There are: ${COMMANDS.join(', ')}.`);
if (Number(process.versions.node.split('.')[0]) < 18) {
  stop(
    1,
    `Node ${process.versions.node} is too old to set Alongside up. Install Node 18 or newer (on Debian 12: apt install nodejs npm).`,
  );
}

await ensurePackages(root);
runOnNode24(join(root, 'scripts', `${command.replace(':', '-')}.ts`), args);

function runOnNode24(script, scriptArgs) {
  const child = spawn(requireNode24(root), [script, ...scriptArgs], { cwd: root, stdio: 'inherit', env: process.env });
  // On Windows (never run) Ctrl-C reaches the child by itself, and whatever is sent to it ends it at once.
  const pass = process.platform === 'win32' ? () => undefined : (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, pass);
  endWithNpm(child);
  child.on('error', (error) => stop(1, `Node 24 could not be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)));
}

/** npm passes SIGTERM on to the shell between it and us alone, which ends without a word and leaves us to nobody. */
function endWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const shell = process.ppid;
  const looking = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(looking);
    child.kill('SIGTERM');
  }, LOOK_MS);
  looking.unref();
}
