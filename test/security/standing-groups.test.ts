import { DAY_MS } from '@alongside/identity';
import { type CertificateChain, deviceSocket, NO_RULES, type SignedByAdmin } from '@alongside/protocol';
import { promptSigningKey } from '@alongside/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { type Comer, GroupWorld, NIGHT, REQUEST } from '../fixtures/group-world.ts';
import { TestOrganisation } from '../fixtures/organisation.ts';
import { playedAs } from './attack-notes.ts';

playedAs('server', 'technician in a session');

/**
 * A permission for a group, and a server that has its whole database and all its secrets: who is in a group is what the
 * organisation's own keys signed, at the moment of use.
 */

const MINUTE = 60_000;
const mallory = promptSigningKey('mallory');
let group: GroupWorld;
afterEach(() => {
  expect(group.world.faults).toEqual([]);
  group.world.dispose();
});

const now = () => group.world.clock.now();
const opened = () => ({
  answers: group.world.joinAnswers,
  session: group.world.agent.session,
  links: group.world.network.opened,
});
const NOTHING = { answers: [false], session: undefined, links: 0 };

async function evilChain(name: string, publicKey: string, keys: Partial<TestOrganisation['keys']> = {}) {
  const all = { organisation: promptSigningKey('evil organisation'), admin: promptSigningKey('evil admin'), ...keys };
  const evil = await TestOrganisation.make(all, { crypto: group.world.crypto, now: now() });
  return evil.certify({ name, publicKey }, { now: now(), groups: [NIGHT] });
}

function withGroups({ admin, technician }: CertificateChain): CertificateChain {
  const [head, payload = '', signature] = technician.split('.');
  const text = Buffer.from(payload, 'base64url').toString().replace('"key":', `"groups":["${NIGHT}"],"key":`);
  return { admin, technician: [head, Buffer.from(text).toString('base64url'), signature].join('.') };
}

describe('nobody comes into a group by the word of a server', () => {
  test.each<[string, () => Promise<Comer>]>([
    ['a person without a certificate', async () => ({ ...(await group.kim()), certificates: [] })],
    ['a certificate that names no group', () => group.kim([])],
    ['a certificate of another group', () => group.kim(['Day', 'night shift', 'Night shift 2'])],
    [
      'another organisation’s group of that name',
      async () => ({ ...(await group.kim()), certificates: [await evilChain('Kim', group.kimKey.publicKey)] }),
    ],
    [
      'a group put into a real certificate',
      async () => {
        const kim = await group.kim([]);
        return { ...kim, certificates: kim.certificates.map(withGroups) };
      },
    ],
    [
      'a certificate that a technician of the group signed',
      async () => {
        const forged = await evilChain('Mallory', mallory.publicKey, { admin: group.kimKey });
        const [{ admin, technician } = forged] = (await group.kim()).certificates;
        const certificates = [
          forged,
          { admin, technician: forged.technician },
          { admin: technician, technician: forged.technician },
        ];
        return { key: mallory, name: 'Mallory', certificates };
      },
    ],
    ['the certificate of one of the group beside another key', async () => ({ ...(await group.kim()), key: mallory })],
    ['the certificate of one of the group beside another name', async () => ({ ...(await group.kim()), name: 'Head of IT' })],
    ['a certificate that is over', () => group.kim([NIGHT], { now: now() - 31 * DAY_MS })],
    [
      'one that is known here, without a certificate now',
      async () => ({ key: group.world.technicianKey, name: 'Tomke', certificates: [] }),
    ],
  ])('not with %s', async (_name, comer) => {
    group = await GroupWorld.start({ proof: 'words' });
    const standingId = await group.made();
    await group.comes(standingId, await comer());
    expect(opened()).toEqual(NOTHING);
  });

  test('nor by saying in the offer that somebody is in it', async () => {
    group = await GroupWorld.start();
    const standingId = await group.made();
    const { certificates } = await group.kim([]);
    const technician = { id: 'user-0000002', name: 'Kim', publicKey: group.kimKey.publicKey, certificates };
    const offer = { sessionId: 'session-000009', requestId: REQUEST, iceServers: [] };
    const standing = { standingId, number: 77 };
    for (const p of [
      { ...offer, technician: { ...technician, groups: [NIGHT] }, standing },
      { ...offer, technician, standing: { ...standing, group: NIGHT } },
      { ...offer, technician, standing, groups: [NIGHT] },
    ]) {
      group.world.raw.server?.send(JSON.stringify({ m: deviceSocket.joinOffered.method, p }));
      await group.world.pass(300);
    }
    expect(opened()).toEqual({ ...NOTHING, answers: [] });
  });

  test('and one of the group who is announced, while another key is at the link, comes to nothing', async () => {
    group = await GroupWorld.start();
    const standingId = await group.made();
    const { world } = group;
    const other = world.technician({ sessionId: 'session-000009', requestId: REQUEST, key: mallory });
    await group.comes(standingId, await group.kim());
    await world.pass(2_000);
    expect(other.link.state.value.state).not.toBe('live');
    expect(world.entryTypes).not.toContain('standing/used');
  });
});

describe('an older certificate', () => {
  test('beside a newer one that names no group is not the one that counts', async () => {
    group = await GroupWorld.start();
    const standingId = await group.made();
    const older = await group.kim([NIGHT], { now: now() - DAY_MS });
    const newer = await group.kim([]);
    await group.comes(standingId, { ...newer, certificates: [...older.certificates, ...newer.certificates] });
    expect(opened()).toEqual(NOTHING);
  });

  test('alone names no groups where a newer one was here', async () => {
    group = await GroupWorld.start();
    const standingId = await group.made();
    const { world } = group;
    const who = { name: 'Tomke', publicKey: world.technicianKey.publicKey };
    const older = await group.organisation.certify(who, { now: now() - DAY_MS, groups: [NIGHT] });
    await group.comes(standingId, { key: world.technicianKey, name: 'Tomke', certificates: [older] });
    expect(opened()).toEqual(NOTHING);
  });
});

describe('who came in by a group is out at once', () => {
  const list = (fields: { at?: number; keys?: string[] } = {}) =>
    group.organisation.revocations({ number: 2, at: now(), ...fields });
  const rules = (more: object) => group.organisation.policy({ number: 1, at: now(), rules: { ...NO_RULES, ...more } });
  const tell = async (what: { revocations?: SignedByAdmin; policy?: SignedByAdmin }) => {
    const documents = [{ revocations: null, policy: null, ...what }];
    group.world.serverSide.notify(deviceSocket.trustChanged, { documents });
    await group.world.pass(1_500);
  };
  const later = async () => {
    for (let minute = 0; minute < 11; minute += 1) await group.world.pass(MINUTE);
  };
  const kimUntil = (left: number) => group.kim([NIGHT], { now: now() - 30 * DAY_MS + left });

  test.each<[string, () => Promise<Comer>, () => Promise<void>]>([
    [
      'their key is revoked',
      () => group.kim(),
      async () => tell({ revocations: await list({ keys: [group.kimKey.publicKey] }) }),
    ],
    [
      'the admin who vouched for them is revoked',
      () => group.kim(),
      async () => tell({ revocations: await list({ keys: [group.organisation.keys.admin.publicKey] }) }),
    ],
    ['their certificate ends', () => kimUntil(10 * MINUTE), later],
    [
      'the list of revoked keys is kept back for a week',
      async () => {
        await tell({ revocations: await list({ at: now() - 7 * DAY_MS + 10 * MINUTE }) });
        return group.kim();
      },
      later,
    ],
    ['the organisation wants no permissions', () => group.kim(), async () => tell({ policy: await rules({ noStanding: true }) })],
    [
      'the organisation lets others help alone',
      () => group.kim(),
      async () => tell({ policy: await rules({ technicians: { keys: [], names: ['Tomke'] } }) }),
    ],
  ])('when %s', async (_name, comer, end) => {
    group = await GroupWorld.start();
    const { world } = group;
    const standingId = await group.made();
    const kim = await comer();
    await group.inside(standingId, kim);
    expect(world.live).toEqual(['shell.run']);
    await end();
    expect(world.live).toEqual([]);
    await world.pass(4_000);
    expect(world.agent.session?.end).toBeDefined();
    await group.comes(standingId, kim, 'session-000010');
    expect(world.joinAnswers.filter((yes) => yes)).toHaveLength(1);
  });
});

test('a receipt that was made for one person, or for another group, does not become this group’s by hand', async () => {
  group = await GroupWorld.start();
  await group.made({ group: null });
  await group.made();
  const kept = (await group.world.documents.read('standing')) as { jws: string }[];
  const forged = await Promise.all(
    kept.flatMap(({ jws }) => {
      const [head, payload = '', signature] = jws.split('.');
      const text = Buffer.from(payload, 'base64url').toString().replace(NIGHT, 'Everybody').replace('"Tomke"', '"Kim"');
      return [[head, Buffer.from(text).toString('base64url'), signature].join('.'), mallory.signJws(text)];
    }),
  );
  group.world.dispose();
  group = await GroupWorld.start({ kept: { standing: forged.map((jws) => ({ jws, ended: null, uses: [] })) } });
  expect(group.world.view?.standing.permissions).toEqual([]);
  group.world.dispose();
  group = await GroupWorld.start({ kept: { standing: kept } });
  expect(group.world.view?.standing.permissions).toHaveLength(2);
});
