import { systemRandom } from '@alongside/base';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import {
  DAY_MS,
  issueAdminCertificate,
  issueTechnicianCertificate,
  readChain,
  readPolicy,
  readRevocations,
  requestAdminCertificate,
  signRevocations,
} from '@alongside/identity';
import { type CertificateChain, NO_RULES, type SignedByAdmin } from '@alongside/protocol';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { readPasted } from '../../apps/console/src/trust/pasted-certificate.ts';
import { readPastedList } from '../../apps/console/src/trust/pasted-list.ts';
import { certifyKey, nextPolicy, nextRevocations } from '../../apps/console/src/trust/sign-trust.ts';
import { type Remembered, TrustMemory } from '../../apps/console/src/trust/trust-memory.ts';
import { viewTrust } from '../../apps/console/src/trust/trust-view.ts';
import { TestOrganisation } from '../fixtures/organisation.ts';

/** A server that shows an admin's browser what it likes: the page believes what it can verify, and signs no less than before. */

const crypto = webCrypto();
const random = systemRandom();
const NOW = Date.UTC(2026, 10, 28, 12);
const tess = { name: 'Tess Technician', publicKey: '', groups: [] as string[] };

let ours: TestOrganisation;
let theirs: TestOrganisation;
let remembered: Remembered;

async function organisation(): Promise<TestOrganisation> {
  const keys = { organisation: (await generateSigningKey()).key, admin: (await generateSigningKey()).key };
  return TestOrganisation.make(keys, { crypto, now: NOW });
}

beforeEach(async () => {
  ours = await organisation();
  theirs = await organisation();
  tess.publicKey = (await generateSigningKey()).key.publicKey;
  remembered = { organisation: ours.hash, certificate: ours.adminCertificate, revocations: null, policy: null };
});

type Shown = { admins?: string[]; certificates?: CertificateChain[]; list?: SignedByAdmin | null; policy?: SignedByAdmin };
const see = (shown: Shown, now = NOW) =>
  viewTrust(
    remembered,
    {
      admins: shown.admins ?? [],
      certificates: shown.certificates ?? [],
      documents: { revocations: shown.list ?? null, policy: shown.policy ?? null },
    },
    { crypto, now },
  );
/** By the organisation's own key, with the admin on it. */
async function listOfKeeper(number: number): Promise<SignedByAdmin> {
  const { organisation: key, admin } = ours.keys;
  const holder = { key: key.publicKey, name: 'Organisation', serial: 'serial-keeper', from: NOW, until: NOW + 90 * DAY_MS };
  const signer = { key, certificate: await issueAdminCertificate(key, holder) };
  return signRevocations(signer, { org: ours.hash, number, at: NOW, keys: [admin.publicKey] });
}
async function signing(shown: Parameters<typeof see>[0], now = NOW) {
  const view = await see(shown, now);
  if (!view) throw new Error('nothing holds');
  return { signer: { key: ours.keys.admin, certificate: ours.adminCertificate }, view, now, random };
}

describe('certificates that a server shows', () => {
  it('count where the compared organisation stands behind them', async () => {
    const chain = await ours.certify(tess, { now: NOW });
    const view = await see({ certificates: [chain] });
    expect(view?.certified.get(tess.publicKey)).toEqual({
      name: tess.name,
      groups: [],
      from: NOW,
      until: NOW + 30 * DAY_MS,
      term: 'in-force',
      by: 'Ada Admin',
    });
  });

  it('of another organisation, of a mixed chain or with another key’s signature count for nothing', async () => {
    const real = await ours.certify(tess, { now: NOW });
    const foreign = await theirs.certify(tess, { now: NOW });
    const byItself = await issueTechnicianCertificate((await generateSigningKey()).key, {
      org: ours.hash,
      key: tess.publicKey,
      name: tess.name,
      serial: 'serial-itself',
      from: NOW,
      until: NOW + DAY_MS,
    });
    const shown = [
      foreign,
      { admin: real.admin, technician: foreign.technician },
      { admin: foreign.admin, technician: real.technician },
      { admin: real.admin, technician: byItself },
      { admin: real.technician, technician: real.technician },
      { admin: real.admin, technician: real.admin },
    ];
    expect((await see({ certificates: shown }))?.certified.size).toBe(0);
  });

  it('by an admin who was revoked count for nothing', async () => {
    const chain = await ours.certify(tess, { now: NOW });
    const byOrganisation = await issueAdminCertificate(ours.keys.organisation, {
      key: ours.keys.organisation.publicKey,
      name: 'Keeper',
      serial: 'serial-keeper',
      from: NOW,
      until: NOW + 90 * DAY_MS,
    });
    const list = await signRevocations(
      { key: ours.keys.organisation, certificate: byOrganisation },
      { org: ours.hash, number: 1, at: NOW, keys: [ours.keys.admin.publicKey] },
    );
    const view = await see({ certificates: [chain], list });
    expect(view?.certified.size).toBe(0);
    expect(view?.standing).toBe('revoked');
  });

  it('are warned of two weeks before they end, and so is the admin’s own', async () => {
    const chain = await ours.certify(tess, { now: NOW });
    const term = async (days: number) =>
      (await see({ certificates: [chain] }, NOW + days * DAY_MS))?.certified.get(tess.publicKey)?.term;
    expect([await term(15), await term(16), await term(29), await term(30)]).toEqual(['in-force', 'soon', 'soon', 'over']);
    const standing = async (days: number) => (await see({}, NOW + days * DAY_MS))?.standing;
    expect([await standing(75), await standing(76), await standing(89), await standing(90)]).toEqual([
      'in-force',
      'soon',
      'soon',
      'over',
    ]);
  });
});

describe('lists that a server shows', () => {
  it('are due after five days and stale after seven', async () => {
    const list = await ours.revocations({ number: 1, at: NOW });
    const state = async (days: number) => (await see({ list }, NOW + days * DAY_MS))?.revocations?.state;
    expect([await state(4.9), await state(5), await state(7), await state(7.1)]).toEqual(['fresh', 'due', 'due', 'stale']);
  });

  it('that are older than what this browser knows, another’s, or kept back, are found out', async () => {
    const older = await ours.revocations({ number: 1, at: NOW });
    const newer = await ours.revocations({ number: 2, at: NOW, keys: [tess.publicKey] });
    const foreign = await theirs.revocations({ number: 9, at: NOW });
    remembered = { ...remembered, revocations: newer };
    for (const list of [older, foreign, null]) {
      const view = await see({ list });
      expect(view?.isServerBehind).toBe(true);
      expect(view?.revocations).toMatchObject({ number: 2, keys: [tess.publicKey] });
    }
    expect((await see({ list: newer }))?.isServerBehind).toBe(false);
  });

  it('never make this browser sign fewer keys or a lower number than it knew', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 5 }), fc.boolean(), async (numbers, foreign) => {
        remembered = { ...remembered, revocations: null };
        let highest = 0;
        const known = new Set<string>();
        for (const number of numbers) {
          const { key } = await generateSigningKey();
          const from = foreign && number % 2 === 0 ? theirs : ours;
          const list = await from.revocations({ number, at: NOW, keys: [key.publicKey] });
          const view = await see({ list });
          if (view?.list) remembered = { ...remembered, revocations: view.list.signed };
          if (from === ours && number > highest) {
            highest = number;
            known.clear();
            known.add(key.publicKey);
          }
        }
        // What is left to show is nothing at all.
        const next = await nextRevocations([tess.publicKey], await signing({ list: null }));
        const read = await readRevocations(next, ours.hash, crypto);
        expect(read?.content.number).toBe(highest + 1);
        expect(new Set(read?.content.keys)).toEqual(new Set([...known, tess.publicKey]));
      }),
      { numRuns: 20, seed: 20_261_128 },
    );
  });

  it('of two admins who sign at once become one: neither undoes the other’s', async () => {
    const [{ key: mine }, { key: other }] = [await generateSigningKey(), await generateSigningKey()];
    remembered = { ...remembered, revocations: await ours.revocations({ number: 5, at: NOW, keys: [mine.publicKey] }) };
    const list = await ours.revocations({ number: 5, at: NOW + 1, keys: [other.publicKey] });
    const read = await readRevocations(await nextRevocations([], await signing({ list })), ours.hash, crypto);
    expect(read?.content).toMatchObject({ number: 6, keys: [mine.publicKey, other.publicKey] });
  });

  it('by an admin whose certificate has run out are built on all the same, those of a revoked one are not', async () => {
    const { key } = await generateSigningKey();
    const formerly = await issueAdminCertificate(ours.keys.organisation, {
      key: key.publicKey,
      name: 'Former Admin',
      serial: 'serial-former',
      from: NOW - DAY_MS,
      until: NOW + DAY_MS,
    });
    const signer = { key, certificate: formerly };
    const list = await signRevocations(signer, { org: ours.hash, number: 7, at: NOW, keys: [tess.publicKey] });
    const content = async (now: number) =>
      (await readRevocations(await nextRevocations([], await signing({ list }, now)), ours.hash, crypto))?.content;
    expect(await content(NOW + 2 * DAY_MS)).toMatchObject({ number: 8, keys: [tess.publicKey] });
    remembered = { ...remembered, revocations: await ours.revocations({ number: 3, at: NOW, keys: [key.publicKey] }) };
    expect(await content(NOW)).toMatchObject({ number: 4, keys: [key.publicKey] });
  });

  it('that are full are said, and nothing falls off', async () => {
    const keys = Array.from({ length: 256 }, (_, at) => `${'A'.repeat(40)}${String(at).padStart(3, '0')}`);
    const list = await ours.revocations({ number: 1, at: NOW, keys });
    await expect(nextRevocations([tess.publicKey], await signing({ list }))).rejects.toMatchObject({ code: 'request.too-large' });
  });
});

describe('what is signed', () => {
  it('is a chain that computers take, no longer than the admin may sign', async () => {
    const late = NOW + 80 * DAY_MS;
    const chain = await certifyKey(tess, await signing({}, late));
    const read = await readChain(chain, ours.hash, crypto);
    expect(read?.technician).toMatchObject({ key: tess.publicKey, name: tess.name, from: late, until: NOW + 90 * DAY_MS });
  });

  it('is nothing for a key on the list', async () => {
    const list = await ours.revocations({ number: 1, at: NOW, keys: [tess.publicKey] });
    await expect(certifyKey(tess, await signing({ list }))).rejects.toMatchObject({ code: 'request.invalid' });
  });
});

describe('a certificate that is pasted', () => {
  const paste = (text: string, change: { known?: string; now?: number } = {}) =>
    readPasted(text, { ownKey: ours.keys.admin.publicKey, known: change.known, crypto, now: change.now ?? NOW });

  it('is taken with the line breaks of a terminal, and says whose it is', async () => {
    const broken = ours.adminCertificate.replace(/(.{60})/gu, '$1\n  ');
    expect(await paste(broken)).toMatchObject({ organisation: ours.hash, certificate: { name: 'Ada Admin' } });
    expect(await paste(ours.adminCertificate, { known: ours.hash })).toMatchObject({ organisation: ours.hash });
  });

  it('is refused with the reason', async () => {
    const chain = await ours.certify(tess, { now: NOW });
    const request = await requestAdminCertificate(ours.keys.admin, { name: 'Ada', at: NOW });
    for (const text of ['no', chain.technician, request, `${ours.adminCertificate}A`, ours.adminCertificate.slice(0, -3)]) {
      expect(await paste(text)).toEqual({ problem: 'not-a-certificate' });
    }
    expect(await paste(theirs.adminCertificate)).toEqual({ problem: 'other-key' });
    expect(await paste(ours.adminCertificate, { known: theirs.hash })).toEqual({ problem: 'other-organisation' });
    expect(await paste(ours.adminCertificate, { now: NOW + 90 * DAY_MS })).toEqual({ problem: 'over' });
    expect(await paste(ours.adminCertificate, { now: NOW - DAY_MS })).toEqual({ problem: 'over' });
  });
});

describe('policies that a server shows', () => {
  const strict = { ...NO_RULES, forbid: ['shell.run'] };

  it('count where an admin of the compared organisation signed them, and no older one after that', async () => {
    const second = await ours.policy({ number: 2, at: NOW, rules: strict });
    expect((await see({ policy: second }))?.policy?.content.rules).toEqual(strict);
    remembered = { ...remembered, policy: second };
    const older = await ours.policy({ number: 1, at: NOW, rules: NO_RULES });
    const foreign = await theirs.policy({ number: 9, at: NOW, rules: NO_RULES });
    for (const policy of [older, foreign, { admin: second.admin, document: older.document }, undefined]) {
      expect((await see(policy === undefined ? {} : { policy }))?.policy?.content.rules).toEqual(strict);
    }
  });

  it('are followed by one with a higher number, whatever the server keeps back', async () => {
    remembered = { ...remembered, policy: await ours.policy({ number: 7, at: NOW, rules: strict }) };
    const signed = await nextPolicy(NO_RULES, await signing({}));
    const read = await readPolicy(signed, ours.hash, crypto);
    expect(read?.content).toMatchObject({ number: 8, rules: NO_RULES });
  });
});

it('signs no rules that are too long to be read again, by computers or by itself', async () => {
  const names = (length: number) => Array.from({ length: 200 }, (_, at) => `${at} ${'й'.repeat(length)}`);
  const rules = (length: number) => ({ ...NO_RULES, technicians: { keys: [], names: names(length) } });
  await expect(nextPolicy(rules(60), await signing({}))).rejects.toMatchObject({ code: 'request.too-large' });
  expect(await readPolicy(await nextPolicy(rules(10), await signing({})), ours.hash, crypto)).toBeDefined();
});

describe('what is said of the policy', () => {
  const strict = { ...NO_RULES, forbid: ['shell.run'] };
  const said = async (shown: Shown, now = NOW) => {
    const view = await see(shown, now);
    return [view?.policy?.content.number, view?.policy?.content.rules, view?.policyTrouble];
  };

  it('is that this browser signed it and no computer has it, where the server does not show it', async () => {
    const first = await ours.policy({ number: 1, at: NOW, rules: NO_RULES });
    expect(await said({})).toEqual([undefined, undefined, undefined]);
    expect(await said({ policy: first })).toEqual([1, NO_RULES, undefined]);
    remembered = { ...remembered, policy: await ours.policy({ number: 2, at: NOW, rules: strict }) };
    expect(await said({ policy: first })).toEqual([2, strict, 'not-published']);
    expect(await said({})).toEqual([2, strict, 'not-published']);
    expect(await said({ policy: remembered.policy ?? first })).toEqual([2, strict, undefined]);
  });

  it('is what another admin published first under the same number', async () => {
    remembered = { ...remembered, policy: await ours.policy({ number: 2, at: NOW, rules: NO_RULES }) };
    const theirs = await ours.policy({ number: 2, at: NOW - 1, rules: strict });
    expect(await said({ policy: theirs })).toEqual([2, strict, undefined]);
    expect((await signing({ policy: theirs })).view.nextPolicyNumber).toBe(3);
  });

  it('is that its signer was revoked, which keeps it from computers that come new', async () => {
    const signed = await ours.policy({ number: 2, at: NOW, rules: strict });
    remembered = { ...remembered, policy: signed };
    expect(await said({ policy: signed, list: await listOfKeeper(1) })).toEqual([2, strict, 'signer-revoked']);
  });
});

describe('a list that is pasted', () => {
  it('is said to forget whom the keeper’s older list does not name', async () => {
    const keys = [tess.publicKey, (await generateSigningKey()).key.publicKey];
    const known = await see({ list: await ours.revocations({ number: 5, at: NOW, keys }) });
    const parts = { organisation: ours.hash, kept: known?.list, crypto, now: NOW };
    expect(await readPastedList(JSON.stringify(await listOfKeeper(6)), parts)).toMatchObject({ forgotten: keys });
    const newest = { ...parts, kept: (await see({ list: await listOfKeeper(5) }))?.list };
    expect(await readPastedList(JSON.stringify(await listOfKeeper(6)), newest)).toMatchObject({ forgotten: [] });
  });

  it('is taken where the organisation’s own key revokes an admin who chose the highest number', async () => {
    const highest = await ours.revocations({ number: 0x7fff_ffff, at: NOW });
    const view = await see({ list: highest });
    const signed = await listOfKeeper(8);
    const parts = { organisation: ours.hash, kept: view?.list, crypto, now: NOW };
    const broken = JSON.stringify(signed, null, 2).replace(/(.{60})/gu, '$1\n');
    expect(await readPastedList(broken, parts)).toMatchObject({ list: { content: { number: 8 } } });

    const theirOwn = await theirs.revocations({ number: 9, at: NOW });
    for (const text of ['', '{}', 'null', JSON.stringify(theirOwn), JSON.stringify({ ...signed, more: 1 })]) {
      expect(await readPastedList(text, parts)).toEqual({ problem: 'not-a-list' });
    }
    const older = await ours.revocations({ number: 7, at: NOW });
    expect(await readPastedList(JSON.stringify(older), parts)).toEqual({ problem: 'not-newer' });
    const late = { ...parts, now: NOW + 91 * DAY_MS };
    expect(await readPastedList(JSON.stringify(signed), { ...late, kept: undefined })).toEqual({ problem: 'signer' });
  });
});

test('admins are shown who hold a certificate of the compared organisation, and nobody else', async () => {
  const { key, name } = { key: ours.keys.admin.publicKey, name: 'Ada Admin' };
  const until = NOW + 90 * DAY_MS;
  const shown = [ours.adminCertificate, theirs.adminCertificate, (await ours.certify(tess, { now: NOW })).technician, 'no'];
  expect((await see({ admins: shown }))?.admins).toEqual([{ key, name, until, standing: 'in-force' }]);
  const list = await ours.revocations({ number: 1, at: NOW, keys: [key] });
  expect((await see({ admins: shown, list }))?.admins).toEqual([{ key, name, until, standing: 'revoked' }]);
});

test('what a browser remembers of one account is not another’s, and nothing of another form passes', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  new TrustMemory(storage).of('user-0001').set(remembered);
  expect(new TrustMemory(storage).of('user-0001').value).toEqual(remembered);
  expect(new TrustMemory(storage).of('user-0002').value).toBeNull();
  for (const [key, value] of kept) kept.set(key, value.replace('organisation', 'organization'));
  expect(new TrustMemory(storage).of('user-0001').value).toBeNull();
});

test('a certificate of an organisation that was not compared leaves nothing standing', async () => {
  remembered = { ...remembered, certificate: theirs.adminCertificate };
  expect(await see({})).toBeUndefined();
});
