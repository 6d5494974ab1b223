import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '@alongside/server';
import { afterAll, expect, test } from 'vitest';
import { readProcess } from '../../packages/agent-node/src/processes/process-table.ts';
import { lastServer, rememberServer } from './data-folder.ts';
import { exposureLines } from './exposure-lines.ts';
import { isEnrolledAt } from './local-enrollment.ts';
import { runningServer } from './running-server.ts';

const data = mkdtempSync(join(tmpdir(), 'alongside-exposure-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

test('a server with its own authority is found again by other commands, and its agent is known as enrolled', async () => {
  expect(lastServer(data)).toBeUndefined();
  const server = await createServer({ dataDir: join(data, 'server'), port: 0, exposure: { kind: 'lan' }, logLevel: 'silent' });
  try {
    const forget = rememberServer(data, server);
    const found = await runningServer(data);
    expect([found?.localAddress, found?.authority?.pin]).toEqual([server.localAddress, server.authority?.pin]);

    forget();
    expect(await runningServer(data)).toBeUndefined();

    const enroll = (document: object) => writeFileSync(join(data, 'enrollment.json'), JSON.stringify(document));
    const { localAddress, authority } = server;
    expect(isEnrolledAt(data, server)).toBe(false);
    enroll({ server: localAddress, ca: authority?.certificate });
    expect(isEnrolledAt(data, server)).toBe(true);
    // Before TLS came, on another port, and by another authority.
    for (const other of [
      { server: localAddress.replace('https', 'http') },
      { server: 'https://localhost:1', ca: authority?.certificate },
    ]) {
      enroll(other);
      expect(isEnrolledAt(data, server)).toBe(false);
    }
    enroll({ server: localAddress, ca: authority?.certificate });
    expect(isEnrolledAt(data, { localAddress, authority: { pin: 'x'.repeat(43) } })).toBe(false);
    expect(isEnrolledAt(data, { localAddress, authority: null })).toBe(false);

    const lines = exposureLines(server);
    expect(lines.slice(-2)).toEqual([
      `Trust page: ${server.address}/trust`,
      `Fingerprint (SHA-256), to compare: ${authority?.fingerprint}`,
    ]);
  } finally {
    await server.close();
  }
});

test('whoever listens where a server was is not believed to be it', async () => {
  const impostor = createHttpServer((_request, response) =>
    response.end(JSON.stringify({ user: null, setupNeeded: false, organisationName: '', mail: false })),
  );
  await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(impostor.address() as AddressInfo).port}`;
  // Another user's: ours as root, root's as anybody else.
  const other = process.getuid?.() === 0 ? spawn('sleep', ['60'], { uid: 65_534, gid: 65_534 }) : undefined;
  try {
    rememberServer(data, { address, localAddress: address, authority: null });
    const path = join(data, 'last-server.json');
    const kept = JSON.parse(readFileSync(path, 'utf8'));
    expect((await runningServer(data))?.address).toBe(address);
    const pid = other?.pid ?? 1;
    for (const owner of [{ ...kept.process, startTime: '1' }, { pid, startTime: readProcess(pid)?.startTime }, undefined]) {
      writeFileSync(path, JSON.stringify({ ...kept, process: owner }));
      expect(lastServer(data)).toBeUndefined();
      expect(await runningServer(data)).toBeUndefined();
    }
  } finally {
    other?.kill('SIGKILL');
    impostor.close();
  }
});

test('says which addresses came too late for the certificate, and how to have them in it', () => {
  const authority = {
    fingerprint: 'AB:CD',
    pin: 'x',
    certificate: 'x',
    trustPage: 'https://desk.local:1/trust',
    outside: ['10.9.9.9'],
  };
  const lines = exposureLines({
    authority,
    address: 'https://desk.local:1',
    addresses: ['https://desk.local:1', 'https://localhost:1'],
  });
  expect(lines.join('\n')).toMatch(/10\.9\.9\.9\n.*--new-ca/u);
  expect(lines.join('\n')).not.toContain('localhost');
  expect(exposureLines({ authority: null, address: 'http://localhost:1', addresses: [] })).toEqual([]);
});
