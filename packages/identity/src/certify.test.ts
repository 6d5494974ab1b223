import { promptCrypto, promptSigningKey } from '@alongside/testkit';
import { beforeAll, describe, expect, test } from 'vitest';
import { issueAdminCertificate, issueTechnicianCertificate, readChain } from './certificates.ts';
import { certify, type NotCertified } from './certify.ts';
import { readRevocations, signRevocations, type VerifiedRevocations } from './documents.ts';
import { DAY_MS, hashOfOrganisation } from './organisation.ts';

const NOW = Date.UTC(2026, 10, 28);
const crypto = promptCrypto();
const org = promptSigningKey('organisation');
const admin = promptSigningKey('admin');
const technician = promptSigningKey('technician');
const mallory = promptSigningKey('mallory');
const hash = hashOfOrganisation(org.publicKey, crypto);

const holder = (key: string, name: string, days: number, from = NOW) => ({
  key,
  name,
  serial: 'serial-0001',
  from,
  until: from + days * DAY_MS,
});
const certifyAdmin = (by = org, key = admin.publicKey, from = NOW) => issueAdminCertificate(by, holder(key, 'Ada', 90, from));
const certifyTechnician = (by = admin, fields: Partial<Parameters<typeof issueTechnicianCertificate>[1]> = {}) =>
  issueTechnicianCertificate(by, { org: hash, ...holder(technician.publicKey, 'Tomke', 30), ...fields });
async function list(keys: string[] = [], at = NOW): Promise<VerifiedRevocations | undefined> {
  const signer = { key: admin, certificate: await certifyAdmin() };
  return readRevocations(await signRevocations(signer, { org: hash, number: 1, at, keys }), hash, crypto);
}

const offered = { name: 'Tomke', publicKey: technician.publicKey };
let good: { admin: string; technician: string };
beforeAll(async () => {
  good = { admin: await certifyAdmin(), technician: await certifyTechnician() };
});

async function reasonOf(
  chain: { admin: string; technician: string } | undefined,
  more: { name?: string; publicKey?: string; list?: VerifiedRevocations | undefined; now?: number; organisation?: string } = {},
): Promise<NotCertified | 'certified'> {
  const { name = offered.name, publicKey = offered.publicKey, now = NOW, organisation = hash } = more;
  const parts = { organisation, list: 'list' in more ? more.list : await list(), now, crypto };
  const result = await certify({ name, publicKey, certificates: chain ? [chain] : [] }, parts);
  return result.certified ? 'certified' : result.reason;
}

describe('a technician is certified', () => {
  test('by a chain from the pinned organisation, with a fresh list', async () => {
    expect(await reasonOf(good)).toBe('certified');
  });

  test('also where forged and foreign chains come along', async () => {
    const foreign = { admin: await certifyAdmin(mallory), technician: await certifyTechnician(mallory) };
    const all = [foreign, { admin: 'a.b.c', technician: 'a.b.c' }, good];
    const parts = { organisation: hash, list: await list(), now: NOW, crypto };
    expect(await certify({ ...offered, certificates: all }, parts)).toMatchObject({ certified: true, chain: good });
  });
});

describe('nobody vouches for', () => {
  test('a technician without a chain', async () => expect(await reasonOf(undefined)).toBe('no-certificate'));
  test('another key', async () => expect(await reasonOf(good, { publicKey: mallory.publicKey })).toBe('other-key'));
  test('another name', async () => expect(await reasonOf(good, { name: 'Tomke B' })).toBe('other-name'));
  test('anybody without a list', async () => expect(await reasonOf(good, { list: undefined })).toBe('no-fresh-list'));

  test('anybody once the list is older than 7 days', async () => {
    expect(await reasonOf(good, { now: NOW + 7 * DAY_MS })).toBe('certified');
    expect(await reasonOf(good, { now: NOW + 7 * DAY_MS + 1 })).toBe('no-fresh-list');
  });

  test('a revoked technician, however old the list is', async () => {
    const revoked = await list([technician.publicKey], NOW - 30 * DAY_MS);
    expect(await reasonOf(good, { list: revoked })).toBe('revoked');
    expect(await reasonOf(undefined, { list: revoked })).toBe('revoked');
  });

  test('a technician of a revoked admin', async () => {
    expect(await reasonOf(good, { list: await list([admin.publicKey]) })).toBe('revoked');
  });

  test('a technician after 30 days, or long before the first', async () => {
    const now = NOW + 30 * DAY_MS;
    expect(await reasonOf(good, { now: now - 1, list: await list([], now) })).toBe('certified');
    expect(await reasonOf(good, { now, list: await list([], now) })).toBe('not-in-force');
    expect(await reasonOf(good, { now: NOW - DAY_MS })).toBe('not-in-force');
  });

  test('a technician once the admin is over, though the own certificate is not', async () => {
    const late = NOW + 80 * DAY_MS;
    const chain = { admin: good.admin, technician: await certifyTechnician(admin, { from: late, until: late + 30 * DAY_MS }) };
    const now = NOW + 90 * DAY_MS;
    expect(await reasonOf(chain, { now: now - 1, list: await list([], now) })).toBe('certified');
    expect(await reasonOf(chain, { now, list: await list([], now) })).toBe('not-in-force');
  });

  test.each<[string, () => Promise<{ admin: string; technician: string }>]>([
    ['an admin of another organisation', async () => ({ ...good, admin: await certifyAdmin(mallory) })],
    ['a technician who certified itself', async () => ({ ...good, technician: await certifyTechnician(technician) })],
    ['an admin who certified itself', async () => ({ admin: await certifyAdmin(admin), technician: good.technician })],
    ["the organisation's key where an admin's belongs", async () => ({ ...good, technician: await certifyTechnician(org) })],
    [
      'a technician of another organisation, by the same admin',
      async () => ({
        ...good,
        technician: await certifyTechnician(admin, { org: hashOfOrganisation(mallory.publicKey, crypto) }),
      }),
    ],
    ['an admin certificate in the place of a technician certificate', async () => ({ ...good, technician: good.admin })],
    ['a technician certificate in the place of an admin certificate', async () => ({ ...good, admin: good.technician })],
    [
      'a technician who certifies others',
      async () => ({
        admin: await certifyTechnician(admin),
        technician: await certifyTechnician(technician, { key: mallory.publicKey }),
      }),
    ],
  ])('%s', async (_what, chain) => {
    expect(await reasonOf(await chain())).toBe('forged');
    expect(await readChain(await chain(), hash, crypto)).toBeUndefined();
  });

  test('a chain of which any character was changed', async () => {
    for (const part of ['admin', 'technician'] as const) {
      for (let at = 0; at < good[part].length; at += 7) {
        const other = good[part][at] === 'A' ? 'B' : 'A';
        const changed = { ...good, [part]: `${good[part].slice(0, at)}${other}${good[part].slice(at + 1)}` };
        expect(await reasonOf(changed)).toBe('forged');
      }
    }
  });

  test('payloads that are not canonical, have more fields, last too long, or have a name that misleads', async () => {
    const fields = { type: 'alongside-technician/1', org: hash, ...holder(technician.publicKey, 'Tomke', 30) };
    const sorted = Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
    const payloads: Record<string, string> = {
      spaced: JSON.stringify(sorted, null, 1),
      unsorted: JSON.stringify(fields),
      more: JSON.stringify({ ...sorted, zz: 1 }),
      'too long': JSON.stringify({ ...sorted, until: NOW + 31 * DAY_MS }),
      endless: JSON.stringify({ ...sorted, until: 8_640_000_000_000_001 }),
      'bidirectional name': JSON.stringify({ ...sorted, name: 'Tomke\u202e' }),
      'no JSON': 'x',
    };
    for (const [what, payload] of Object.entries(payloads)) {
      const name = what === 'bidirectional name' ? 'Tomke\u202e' : 'Tomke';
      expect([what, await reasonOf({ ...good, technician: await admin.signJws(payload) }, { name })]).toEqual([what, 'forged']);
    }
    expect(await reasonOf({ ...good, technician: await admin.signJws(JSON.stringify(sorted)) })).toBe('certified');
  });

  test.each<[string, unknown]>([
    ['none where there is the field', []],
    ['the same twice', ['Day', 'Day']],
    ['two that look the same', ['Tier 1', 'Tier l']],
    ['nine', Array.from({ length: 9 }, (_, at) => `Group ${at}`)],
    ['a name of 41 characters', ['x'.repeat(41)]],
    ['no letter', ['–']],
    ['a Cyrillic letter among Latin ones', ['N\u0456ght']],
    ['full width', ['\uff2eight']],
    ['an invisible character', ['Night\u200b']],
    ['bidirectional', ['\u202eNight']],
    ['a space at its end', ['Night ']],
    ['another form of a letter', ['Na\u0308chte']],
    ['half a character', ['Night\ud800']],
    ['no text', [1]],
  ])('groups that no admin can sign: %s', async (_what, groups) => {
    await expect(certifyTechnician(admin, { groups: groups as string[] })).rejects.toMatchObject({ code: 'request.invalid' });
  });

  test('groups as an admin signed them; a certificate from before there were any names none', async () => {
    const chain = { admin: good.admin, technician: await certifyTechnician(admin, { groups: ['Day', 'Night shift'] }) };
    expect((await readChain(chain, hash, crypto))?.technician.groups).toEqual(['Day', 'Night shift']);
    expect((await readChain(good, hash, crypto))?.technician.groups).toBeUndefined();
  });

  test('what no reader would take is not even signed', async () => {
    await expect(certifyTechnician(admin, { until: NOW + 31 * DAY_MS })).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(certifyTechnician(admin, { name: 'Tomke\u200b' })).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(certifyTechnician(admin, { name: '' })).rejects.toMatchObject({ code: 'request.invalid' });
  });
});
