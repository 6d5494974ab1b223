import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../scripts/lib/system-packages.ts';
import type { Computer } from './namespaces.ts';

export const RELAY_PORT = 3478;

/** coturn as docs/guides/relay.md has it, but for what a relay in one's own network denies. Resolves when it listens. */
export async function startRelay(
  on: Computer,
  { secret, folder }: { readonly secret: string; readonly folder: string },
): Promise<{ readonly log: () => string; readonly close: () => Promise<void> }> {
  const program = findProgram('turnserver');
  if (program === undefined) throw new Error('turnserver is not installed');
  const configuration = join(folder, 'turnserver.conf');
  const lines = [
    `listening-port=${RELAY_PORT}`,
    `listening-ip=${on.address4}`,
    `listening-ip=${on.address6}`,
    `relay-ip=${on.address4}`,
    `relay-ip=${on.address6}`,
    'use-auth-secret',
    `static-auth-secret=${secret}`,
    'realm=alongside.test',
    'no-tls',
    'no-dtls',
    'no-cli',
    'no-multicast-peers',
    'fingerprint',
    `userdb=${join(folder, 'turndb')}`,
    `pidfile=${join(folder, 'turnserver.pid')}`,
    'log-file=stdout',
    'simple-log',
    'verbose',
    '',
  ];
  writeFileSync(configuration, lines.join('\n'), { mode: 0o600 });
  const [command = '', ...words] = [...on.within, program, '-c', configuration];
  const child = spawn(command, words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  await new Promise<void>((resolve, reject) => {
    const hear = (part: string) => {
      text += part;
      // Said for each address; the last of the four kinds is TCP over IPv6.
      if (text.includes(`TCP listener opened on : ${on.address6}:${RELAY_PORT}`)) resolve();
    };
    for (const pipe of [child.stdout, child.stderr]) pipe.setEncoding('utf8').on('data', hear);
    child.once('exit', (code) => reject(new Error(`the relay ended with ${code}:\n${text.slice(-2_000)}`)));
  });
  return { log: () => text, close: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
