import { stepUpPayload } from '@alongside/consent';
import { DAY_MS } from '@alongside/identity';
import {
  CAPABILITIES,
  type CertificateChain,
  deviceSocket,
  type SignedByAdmin,
  session,
  shellPage,
  type TrustDocuments,
} from '@alongside/protocol';
import { promptSigningKey } from '@alongside/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../fixtures/agent-world.ts';
import { TestOrganisation } from '../fixtures/organisation.ts';
import { playedAs } from './attack-notes.ts';

playedAs('server', 'admin gone bad');

/** A server that has all certificates and documents, and none of the keys: it vouches for nobody, and keeps nothing alive. */

let world: AgentWorld;
afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

const mallory = promptSigningKey('mallory');
const organisation = () => {
  if (!world.organisation) throw new Error('this world has no organisation');
  return world.organisation;
};

/** Offers somebody; what the agent makes of them, or undefined where nobody is shown. */
async function shown(
  technician: { publicKey: string; name?: string; certificates: readonly CertificateChain[] },
  sessionId = 'session-000001',
) {
  const { name = 'Tomke', ...more } = technician;
  world.raw.server?.send(
    JSON.stringify({
      m: deviceSocket.joinOffered.method,
      p: { sessionId, requestId: world.requestId, technician: { id: 'user-0000001', name, ...more }, iceServers: [] },
    }),
  );
  await world.pass(200);
  const phase = world.view?.phase;
  const standing = phase?.phase === 'join' ? phase.technician.standing.kind : undefined;
  world.serverSide.notify(deviceSocket.joinWithdrawn, { sessionId, reason: 'x' });
  await world.pass(100);
  return standing;
}

async function tell(...documents: readonly TrustDocuments[]): Promise<void> {
  world.serverSide.notify(deviceSocket.trustChanged, { documents: [...documents] });
  await world.pass(200);
}

async function asking(): Promise<void> {
  world = await AgentWorld.start();
  await world.requestHelp();
}

const only = (revocations: SignedByAdmin): TrustDocuments => ({ revocations, policy: null });

describe('a certificate', () => {
  test('of an organisation that the server made itself vouches for nobody here', async () => {
    await asking();
    const keys = { organisation: promptSigningKey('evil organisation'), admin: promptSigningKey('evil admin') };
    const now = world.clock.now();
    const evil = await TestOrganisation.make(keys, { crypto: world.crypto, now });
    await tell(only(await evil.revocations({ number: 99, at: now })));
    const own = await evil.certify({ name: 'Tomke', publicKey: mallory.publicKey }, { now });
    expect(await shown({ publicKey: mallory.publicKey, certificates: [own] })).toBe('unknown');
    // Its admin under the real organisation's certificate, and the other way round.
    const real = world.trust.certificates[0] as CertificateChain;
    const crossed = [
      { admin: real.admin, technician: own.technician },
      { admin: own.admin, technician: real.technician },
      { admin: real.technician, technician: real.admin },
      { admin: real.admin, technician: real.admin },
    ];
    expect(await shown({ publicKey: mallory.publicKey, certificates: crossed }, 'session-000002')).toBe('unknown');
  });

  test('of a technician does not become an admin’s: what it signs vouches for nobody', async () => {
    await asking();
    const now = world.clock.now();
    const technician = world.technicianKey;
    const [chain] = world.trust.certificates as [CertificateChain];
    const keys = { organisation: organisation().keys.organisation, admin: technician };
    const promoted = await TestOrganisation.make({ ...keys, organisation: technician }, { crypto: world.crypto, now });
    const forged = await promoted.certify({ name: 'Tomke', publicKey: mallory.publicKey }, { now });
    const chains = [
      forged,
      { admin: chain.technician, technician: forged.technician },
      { admin: chain.admin, technician: forged.technician },
    ];
    expect(await shown({ publicKey: mallory.publicKey, certificates: chains })).toBe('unknown');
  });

  test('of the real technician is worth nothing beside another key or another name', async () => {
    await asking();
    const { certificates } = world.trust;
    expect(await shown({ publicKey: mallory.publicKey, certificates })).toBe('unknown');
    expect(await shown({ publicKey: world.technicianKey.publicKey, name: 'Head of IT', certificates }, 'session-000002')).toBe(
      'unknown',
    );
    expect(await shown({ publicKey: world.technicianKey.publicKey, certificates }, 'session-000003')).toBe('certified');
  });

  test('with another header, another spelling or another signature is none', async () => {
    await asking();
    const [chain] = world.trust.certificates as [CertificateChain];
    const [header = '', payload = '', signature = ''] = chain.technician.split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    const hmac = Buffer.from('{"alg":"HS256"}').toString('base64url');
    const jwk = Buffer.from(JSON.stringify({ alg: 'EdDSA', jwk: { kty: 'OKP', crv: 'Ed25519', x: mallory.publicKey } })).toString(
      'base64url',
    );
    const words = `${header}.${payload}`;
    const forged = await mallory.sign(new TextEncoder().encode(words));
    for (const [at, technician] of [
      `${none}.${payload}.${signature}`,
      `${hmac}.${payload}.${signature}`,
      `${jwk}.${payload}.${forged}`,
      `${words}.${forged}`,
      `${words}.${signature.slice(0, -1)}${signature.endsWith('A') ? 'B' : 'A'}`,
      `${header}.${Buffer.from(` ${Buffer.from(payload, 'base64url').toString()}`).toString('base64url')}.${signature}`,
    ].entries()) {
      const certificates = [{ admin: chain.admin, technician }];
      expect(await shown({ publicKey: world.technicianKey.publicKey, certificates }, `session-00001${at}`)).toBe('unknown');
    }
  });

  test('counts for nobody while the server keeps the lists back for more than a week', async () => {
    await asking();
    const { certificates } = world.trust;
    world.clock.jumpWall(7 * DAY_MS + 1);
    expect(await shown({ publicKey: world.technicianKey.publicKey, certificates })).toBe('unknown');
  });
});

describe('a list of revoked keys', () => {
  test('once taken cannot be undone by an older one, the same number, or silence', async () => {
    await asking();
    const { publicKey } = world.technicianKey;
    const { certificates, documents } = world.trust;
    const at = world.clock.now();
    await tell(only(await organisation().revocations({ number: 5, at, keys: [publicKey] })));
    expect(await shown({ publicKey, certificates })).toBeUndefined();
    for (const [tried, number] of [1, 4, 5].entries()) {
      await tell(only(await organisation().revocations({ number, at: at + 1_000 })));
      expect(await shown({ publicKey, certificates }, `session-00002${tried}`)).toBeUndefined();
    }
    await tell(...documents, { revocations: null, policy: null });
    expect(await shown({ publicKey, certificates }, 'session-000030')).toBeUndefined();
    // Nor by a new start of the agent: it is kept.
    const kept = await world.documents.read('trust');
    const { requestId } = world;
    const before = new Map(world.ledgers.files);
    expect(JSON.stringify(kept)).toContain('revocations');
    expect([requestId.length > 0, before.size]).toEqual([true, 0]);
  });

  test('that comes while its technician is in a session ends it, and takes an open question away', async () => {
    world = await AgentWorld.start();
    const { publicKey } = world.technicianKey;
    const technician = await world.joined();
    for (const capability of CAPABILITIES) await world.granted(technician, capability);
    await world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
    await tell(only(await organisation().revocations({ number: 2, at: world.clock.now(), keys: [publicKey] })));
    await world.pass(100);
    expect({
      live: world.live,
      capturing: world.frame.capturing,
      ends: world.shells.processes[0]?.ends,
      open: world.input.open_,
    }).toEqual({
      live: [],
      capturing: false,
      ends: ['kill'],
      open: 0,
    });
    // Nothing has failed, and the record says so.
    expect(world.agent.session?.end).toMatchObject({ reason: 'technician-barred' });
    world.dispose();

    await asking();
    await world.offer();
    expect(world.view?.phase.phase).toBe('join');
    await tell(only(await organisation().revocations({ number: 2, at: world.clock.now(), keys: [publicKey] })));
    await world.decideJoin(true);
    expect({ answers: world.joinAnswers.filter(Boolean), opened: world.network.opened }).toEqual({ answers: [], opened: 0 });
  });

  test('signed by a technician, by nobody, or by another organisation is refused', async () => {
    await asking();
    const { publicKey } = world.technicianKey;
    const now = world.clock.now();
    const fields = { number: 50, at: now, keys: [publicKey] };
    const evil = await TestOrganisation.make(
      { organisation: promptSigningKey('evil organisation'), admin: mallory },
      { crypto: world.crypto, now },
    );
    const list = await evil.revocations(fields);
    const { adminCertificate } = organisation();
    const chain = world.trust.certificates[0] as CertificateChain;
    await tell(only(list), only({ ...list, admin: adminCertificate }), only({ ...list, admin: chain.technician }));
    expect(await shown({ publicKey, certificates: world.trust.certificates })).toBe('certified');
  });
});

describe('a policy', () => {
  const policyOf = (number: number, rules: Record<string, unknown>) =>
    organisation().policy({ number, at: world.clock.now(), rules });
  const NO_RULES = { forbid: [], maxDurationMs: {}, secondFactor: [], hours: null, technicians: null, noStanding: false };

  test('that forbids stays in force whatever older, foreign or damaged one comes after it', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    await tell({ revocations: null, policy: await policyOf(9, { ...NO_RULES, forbid: ['shell.run'] }) });
    const forged = await policyOf(10, NO_RULES);
    for (const policy of [
      await policyOf(8, NO_RULES),
      await policyOf(9, NO_RULES),
      { ...forged, document: `${forged.document.slice(0, -2)}AA` },
      { ...forged, admin: (world.trust.certificates[0] as CertificateChain).technician },
    ]) {
      await tell({ revocations: null, policy });
      await expect(world.settled(technician.ask('shell.run'))).rejects.toMatchObject({ code: 'policy.forbidden' });
    }
  });

  test('that cannot be read forbids everything, and one that says more than it may is not taken for less', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view');
    await tell({ revocations: null, policy: await policyOf(2, { ...NO_RULES, allow: ['shell.run'], forbid: 'everything' }) });
    await world.pass(1_500);
    expect({ live: world.live, capturing: world.frame.capturing }).toEqual({ live: [], capturing: false });
    await expect(world.settled(technician.ask('diagnostics.read'))).rejects.toMatchObject({ code: 'policy.forbidden' });
  });

  test('can be as generous as it likes: the user’s no stays no, and a short yes stays short', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    await tell({
      revocations: null,
      policy: await policyOf(2, { ...NO_RULES, maxDurationMs: { 'screen.view': 8 * 60 * 60 * 1000 } }),
    });
    await world.settled(technician.ask('shell.run'));
    await world.answer(false);
    await world.granted(technician, 'screen.view', 60_000);
    await world.pass(61_000);
    expect(world.live).toEqual([]);
  });

  test('a second factor of hours ago does not begin anything again', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    await tell({ revocations: null, policy: await policyOf(2, { ...NO_RULES, secondFactor: ['shell.run'] }) });
    const stepUp = await world.stepUpKey.signJws(
      stepUpPayload({
        sessionId: 'session-000001',
        technicianKey: world.technicianKey.publicKey,
        at: world.clock.now(),
        method: 'totp',
      }),
    );
    await world.settled(technician.ask('shell.run', 60_000, stepUp));
    await world.answer(true);
    expect(world.live).toEqual(['shell.run']);
    await world.pass(120_000);
    expect(world.live).toEqual([]);
    await world.pass(1_200_000);
    void world.page
      .call(shellPage.grantProlong, { sessionId: world.sessionId, capability: 'shell.run', durationMs: 600_000 })
      .catch(() => undefined);
    await world.pass(3_000);
    expect(world.live).toEqual([]);
  });
});
