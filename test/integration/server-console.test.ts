import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Logger } from '@alongside/base';
import { consoleSocket, deviceSocket } from '@alongside/protocol';
import { expect, it } from 'vitest';
import { startTestServer, TECHNICIAN } from '../fixtures/server.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

it('serves the built console: hashed files for ever, the page anew, and the page for its own addresses', async () => {
  const built = temporaryFolder();
  mkdirSync(join(built.path, 'assets'));
  writeFileSync(join(built.path, 'index.html'), '<!doctype html><title>console</title>');
  writeFileSync(join(built.path, 'assets', 'index-abc123.js'), 'export {}');
  const test = await startTestServer({ consoleRoot: built.path });
  // Not fetch, which would tidy the path.
  const get = (path: string, accept = 'text/html') =>
    new Promise<{ status: number; cache: string; body: string }>((resolve) => {
      request(`${test.address}/`, { path, headers: { accept } }, (answer) => {
        let body = '';
        answer.on('data', (chunk) => {
          body += String(chunk);
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, cache: answer.headers['cache-control'] ?? '', body }));
      }).end();
    });
  expect(await get('/')).toMatchObject({ status: 200, cache: 'no-cache' });
  expect(await get('/tickets/1001')).toMatchObject({ status: 200, cache: 'no-cache', body: expect.stringContaining('console') });
  expect((await get('/assets/index-abc123.js')).cache).toBe('public, max-age=31536000, immutable');
  for (const path of ['/assets/none.js', '/api/none', '/ws/none', '/../secret', '/%2e%2e/secret', '/assets/..%2f..%2fsecret']) {
    const answer = await get(path, path.startsWith('/a') || path.startsWith('/ws') ? 'text/html' : '*/*');
    expect(answer.status, path).toBeGreaterThanOrEqual(400);
  }
  expect((await get('/tickets/1001', 'application/json')).status).toBe(404);
  await test.close();
  built.remove();
});

it('writes nothing of what people say, sign or negotiate into its log, and no SDP to the disk', async () => {
  const lines: string[] = [];
  const write = (message: string, facts?: Record<string, unknown>) => {
    lines.push(JSON.stringify({ message, ...facts }));
  };
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  const test = await startTestServer({ logger });
  const console = await test.openConsole(test.technician);
  const device = await test.openDevice(await test.enrollDevice());
  const { ticketId } = await device.ask('a text nobody else should read');
  const { sessionId } = await console.connection.call(consoleSocket.ticketClaim, { ticketId });
  await device.offers.next();
  await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
  const signal = { type: 'offer' as const, sdp: 'v=0 a=candidate:secret-address' };
  device.connection.notify(deviceSocket.deviceSignal, { sessionId, epoch: 0, signal });
  await console.connection.call(consoleSocket.ticketNote, { ticketId, text: 'a private note' });
  await test.signIn(TECHNICIAN.email, TECHNICIAN.password);
  await fetch(`${test.address}/get?e=token-by-mistake`);
  // Once more over the same sockets, so that the signal was worked on before the files are read.
  await console.connection.call(consoleSocket.ticketNote, { ticketId, text: 'after it' });
  const files = readdirSync(test.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name)).toString('latin1'));
  expect(files.join('')).toContain('a private note');
  expect(files.join('')).not.toContain('secret-address');
  await test.close();
  expect(lines.length).toBeGreaterThan(5);
  const log = lines.join('\n');
  const cookie = test.technician.cookie.split('=')[1] ?? '';
  for (const secret of [
    'nobody else',
    'secret-address',
    'private note',
    'token-by-mistake',
    TECHNICIAN.email,
    TECHNICIAN.password,
    cookie,
  ]) {
    expect(log).not.toContain(secret);
  }
});
