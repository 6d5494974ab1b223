import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '@alongside/server';
import { afterAll, expect, test } from 'vitest';
import { lastServer, rememberServer } from './data-folder.ts';
import { exposureLines } from './exposure-lines.ts';
import { isEnrolledAt } from './local-enrollment.ts';
import { runningServer } from './running-server.ts';

const data = mkdtempSync(join(tmpdir(), 'alongside-exposure-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

test('a server with its own authority is found again by other commands, and its agent is known as enrolled', async () => {
  expect(lastServer(data).address).toBe('http://localhost:7420');
  const server = await createServer({ dataDir: join(data, 'server'), port: 0, exposure: { kind: 'lan' }, logLevel: 'silent' });
  try {
    rememberServer(data, server);
    const found = await runningServer(data);
    expect([found?.localAddress, found?.authority?.pin]).toEqual([server.localAddress, server.authority?.pin]);

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
  expect(await runningServer(data)).toBeUndefined();
});

test('says which addresses came too late for the certificate, and how to have them in it', () => {
  const authority = {
    fingerprint: 'AB:CD',
    pin: 'x',
    certificate: 'x',
    trustPage: 'https://desk:1/trust',
    outside: ['10.9.9.9'],
  };
  const lines = exposureLines({ authority, address: 'https://desk:1', addresses: ['https://desk:1', 'https://localhost:1'] });
  expect(lines.join('\n')).toMatch(/10\.9\.9\.9\n.*--new-ca/u);
  expect(lines.join('\n')).not.toContain('localhost');
  expect(exposureLines({ authority: null, address: 'http://localhost:1', addresses: [] })).toEqual([]);
});
