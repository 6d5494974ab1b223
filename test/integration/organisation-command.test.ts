import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseEnrollmentLink } from '@alongside/agent-node';
import { generateSigningKey } from '@alongside/crypto';
import { DAY_MS, issueTechnicianCertificate, requestAdminCertificate, signRevocations } from '@alongside/identity';
import { consoleSocket, http, signedByAdmin } from '@alongside/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, TECHNICIAN, type TestServer } from '../fixtures/server.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const bin = fileURLToPath(new URL('../../apps/agent/bin/alongside.mjs', import.meta.url));
const PASSPHRASE = 'four words are better';

let folder: ReturnType<typeof temporaryFolder>;
let server: TestServer;
beforeAll(async () => {
  folder = temporaryFolder();
  server = await startTestServer();
});
afterAll(async () => {
  await server.close();
  folder.remove();
});

/** `alongside org …` in a process of its own, as the keeper runs it. */
async function org(args: readonly string[], input = `${PASSPHRASE}\n`): Promise<string> {
  const child = spawn(process.execPath, [bin, 'org', ...args, '--file', join(folder.path, 'org.key')]);
  child.stdin.end(input);
  const ended = new Promise((resolve) => child.on('exit', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect([await ended, err.includes(PASSPHRASE)]).toEqual([0, false]);
  return out.trim();
}

const published = async <B, R>(route: http.Route<B, R>, body: B) => (await server.call(route, { as: server.admin, body })).status;

test('from a new key over an admin and a technician to the admin’s end, what the command prints is taken', async () => {
  const made = await org(['init']);
  const hash = /Hash: +(\S+)/u.exec(made)?.[1] ?? '';
  const link = await org(['link', await server.server.createEnrollmentLink('front desk')], '');
  expect(parseEnrollmentLink(link)).toMatchObject({ organisationHash: hash });

  const { key: admin } = await generateSigningKey();
  const request = await requestAdminCertificate(admin, { name: 'Ada Admin', at: Date.now() });
  const certificate = await org(['certify-admin', '--yes'], `${request}\n${PASSPHRASE}\n`);
  expect(await published(http.trustAdminAdd, { certificate })).toBe(200);

  const page = await server.openConsole(server.technician);
  const from = Date.now();
  const subject = { key: page.key.publicKey, name: TECHNICIAN.name, serial: 'serial-0001', from, until: from + 30 * DAY_MS };
  const chain = { admin: certificate, technician: await issueTechnicianCertificate(admin, { org: hash, ...subject }) };
  expect(await published(http.trustTechnicianAdd, chain)).toBe(200);
  const device = await server.openDevice(await server.enrollDevice());
  const { ticketId } = await device.ask('No sound');
  await page.connection.call(consoleSocket.ticketClaim, { ticketId });
  expect((await device.offers.next()).technician.certificates).toEqual([chain]);

  const list = await signRevocations({ key: admin, certificate }, { org: hash, number: 4, at: Date.now(), keys: [] });
  expect(await published(http.trustRevocationsAdd, list)).toBe(200);
  await device.trust.next();
  const saved = join(folder.path, 'list.json');
  writeFileSync(saved, JSON.stringify(list));
  const next = signedByAdmin.parse(JSON.parse(await org(['revoke-admin', certificate, '--list', saved])));
  expect(await published(http.trustRevocationsAdd, next)).toBe(200);
  expect((await device.trust.next()).documents).toEqual([{ revocations: next, policy: null }]);
  // The admin signs nothing any more.
  const later = await signRevocations({ key: admin, certificate }, { org: hash, number: 9, at: Date.now(), keys: [] });
  expect((await server.call(http.trustRevocationsAdd, { as: server.admin, body: later })).error?.code).toBe('trust.invalid');
}, 60_000);
