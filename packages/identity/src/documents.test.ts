import { promptCrypto, promptSigningKey } from '@alongside/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { issueAdminCertificate } from './certificates.ts';
import {
  isFresh,
  judgePolicy,
  judgeRevocations,
  readPolicy,
  readRevocations,
  signPolicy,
  signRevocations,
  type VerifiedRevocations,
  verifyPolicy,
} from './documents.ts';
import { CLOCK_SLACK_MS, DAY_MS, hashOfOrganisation } from './organisation.ts';

const NOW = Date.UTC(2026, 10, 28);
const crypto = promptCrypto();
const org = promptSigningKey('organisation');
const hash = hashOfOrganisation(org.publicKey, crypto);
const ada = promptSigningKey('ada');
const bea = promptSigningKey('bea');

async function signer(key = ada, from = NOW) {
  const certificate = await issueAdminCertificate(org, {
    key: key.publicKey,
    name: 'An admin',
    serial: 'serial-0001',
    from,
    until: from + 90 * DAY_MS,
  });
  return { key, certificate };
}

async function list(number: number, more: { keys?: string[]; at?: number; by?: typeof ada; from?: number } = {}) {
  const { keys = [], at = NOW, by = ada, from = NOW } = more;
  const signed = await signRevocations(await signer(by, from), { org: hash, number, at, keys });
  const read = await readRevocations(signed, hash, crypto);
  if (!read) throw new Error('not readable');
  return read;
}

async function policy(number: number, more: { at?: number; by?: typeof ada } = {}) {
  const { at = NOW, by = ada } = more;
  const read = await readPolicy(await signPolicy(await signer(by), { org: hash, number, at, rules: {} }), hash, crypto);
  if (!read) throw new Error('not readable');
  return read;
}

const judge = (offered: VerifiedRevocations, kept?: VerifiedRevocations, now = NOW) => judgeRevocations(offered, { kept, now });

describe('a revocation list', () => {
  test('is taken where its number is higher than the kept one', async () => {
    expect(judge(await list(1))).toBe('taken');
    expect(judge(await list(3), await list(2))).toBe('taken');
    expect(judge(await list(2), await list(2))).toBe('same');
    expect(judge(await list(2, { keys: [bea.publicKey] }), await list(2))).toBe('older');
    expect(judge(await list(1), await list(2))).toBe('older');
  });

  test('is refused where the kept one revokes its signer', async () => {
    expect(judge(await list(3), await list(2, { keys: [ada.publicKey], by: bea }))).toBe('signer-revoked');
  });

  test('is refused where its signer counts no more or not yet, or where it comes from the future', async () => {
    expect(judge(await list(1), undefined, NOW + 90 * DAY_MS)).toBe('signer-not-in-force');
    expect(judge(await list(1, { from: NOW + DAY_MS }))).toBe('signer-not-in-force');
    expect(judge(await list(1, { at: NOW + CLOCK_SLACK_MS }))).toBe('taken');
    expect(judge(await list(1, { at: NOW + CLOCK_SLACK_MS + 1 }))).toBe('of-the-future');
  });

  test('an admin gone bad cannot shut the organisation out by the highest number', async () => {
    const last = await list(0x7fff_ffff, { keys: [bea.publicKey, org.publicKey], at: NOW + CLOCK_SLACK_MS });
    expect(judge(await list(9, { by: bea }), last)).toBe('signer-revoked');
    expect(judge(await list(9, { by: org }), last)).toBe('older');
    const rescue = await list(9, { by: org, keys: [ada.publicKey] });
    expect(judge(rescue, last)).toBe('taken');
    expect(judge(last, rescue)).toBe('signer-revoked');
  });

  test("the organisation's word about one admin is no way back behind another's list", async () => {
    const rescue = await list(9, { by: org, keys: [ada.publicKey] });
    expect(judge(rescue, await list(10, { by: bea }))).toBe('older');
    // Nor much later, where the same key was certified anew.
    expect(judge(rescue, await list(20, { at: NOW + DAY_MS }), NOW + DAY_MS)).toBe('older');
  });

  test('holds 256 keys, and they fit', async () => {
    const keys = Array.from({ length: 256 }, (_, at) => promptSigningKey(`key ${at}`).publicKey);
    expect((await list(1, { keys })).signed.document.length).toBeLessThan(16 * 1024);
    await expect(list(1, { keys: [...keys, org.publicKey] })).rejects.toMatchObject({ code: 'request.invalid' });
  });

  test('is fresh for 7 days', async () => {
    expect([isFresh(undefined, NOW), isFresh(await list(1), NOW + 7 * DAY_MS)]).toEqual([false, true]);
    expect(isFresh(await list(1), NOW + 7 * DAY_MS + 1)).toBe(false);
  });

  test('whatever order lists come in, the number never goes down', async () => {
    const lists = await Promise.all([1, 2, 3, 4, 5, 6].map((number) => list(number, { by: number % 2 ? ada : bea })));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...lists), { maxLength: 20 }), (order) => {
        let kept: VerifiedRevocations | undefined;
        for (const offered of order) {
          const before = kept?.content.number ?? 0;
          if (judge(offered, kept) === 'taken') kept = offered;
          expect(kept?.content.number ?? 0).toBeGreaterThanOrEqual(before);
        }
        expect(kept?.content.number ?? 0).toBe(Math.max(0, ...order.map(({ content }) => content.number)));
      }),
    );
  });

  test('of another organisation, by nobody certified, or in the place of a policy is not readable', async () => {
    const mallory = promptSigningKey('mallory');
    const good = await list(1);
    const foreign = await signRevocations(await signer(), {
      org: hashOfOrganisation(mallory.publicKey, crypto),
      number: 1,
      at: NOW,
      keys: [],
    });
    const forged = await signRevocations({ ...(await signer()), key: mallory }, { org: hash, number: 1, at: NOW, keys: [] });
    expect(await readRevocations(foreign, hash, crypto)).toBeUndefined();
    expect(await readRevocations(forged, hash, crypto)).toBeUndefined();
    expect(await readPolicy(good.signed, hash, crypto)).toBeUndefined();
    expect(await readRevocations((await policy(1)).signed, hash, crypto)).toBeUndefined();
  });
});

describe('a policy', () => {
  test('is taken by number, from a signer whom the list lets', async () => {
    const parts = { organisation: hash, kept: await policy(4), list: await list(1), now: NOW, crypto };
    const newer = await policy(5);
    expect(await verifyPolicy(newer.signed, parts)).toEqual(newer);
    expect(await verifyPolicy((await policy(3)).signed, parts)).toBeUndefined();
    expect(await verifyPolicy(parts.kept.signed, parts)).toBeUndefined();
    const revoking = await list(2, { keys: [ada.publicKey], by: bea });
    expect(await verifyPolicy(newer.signed, { ...parts, list: revoking })).toBeUndefined();
  });

  test('of a revoked admin gives way to a later one of any number, never to an earlier one', async () => {
    const kept = await policy(0x7fff_ffff, { by: bea });
    const revoking = await list(2, { keys: [bea.publicKey] });
    expect(judgePolicy(await policy(5, { at: NOW + 1 }), { kept, list: revoking, now: NOW })).toBe('taken');
    expect(judgePolicy(await policy(4, { at: NOW - 1 }), { kept, list: revoking, now: NOW })).toBe('older');
    expect(judgePolicy(await policy(5, { at: NOW + 1 }), { kept, list: undefined, now: NOW })).toBe('older');
  });

  test('that was signed in time counts for whoever has none, though its signer’s certificate has run out since', async () => {
    const now = NOW + 90 * DAY_MS;
    const signed = await policy(3);
    const none = { kept: undefined, list: undefined, now };
    expect(judgePolicy(signed, none)).toBe('taken');
    expect(judgePolicy(await policy(3, { at: now }), none)).toBe('signer-not-in-force');
    expect(judgePolicy(signed, { ...none, list: await list(1, { keys: [ada.publicKey], by: bea }) })).toBe('signer-revoked');
    expect(judgePolicy(signed, { ...none, kept: await policy(2) })).toBe('signer-not-in-force');
  });
});
