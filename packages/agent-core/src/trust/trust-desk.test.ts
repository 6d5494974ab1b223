import { DAY_MS } from '@alongside/identity';
import { deviceSocket } from '@alongside/protocol';
import { promptSigningKey } from '@alongside/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';
import { TestOrganisation } from '../../../../test/fixtures/organisation.ts';

let world: AgentWorld;
afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

const pin = (proof: string | undefined, more: object = {}) => ({
  publicKey: promptSigningKey('technician').publicKey,
  name: 'Tomke',
  times: 3,
  lastAt: 1_000,
  ...(proof === undefined ? {} : { proof }),
  ...more,
});

async function start(pins: readonly object[], options: { certified?: boolean } = {}): Promise<void> {
  world = await AgentWorld.start(new Map(), { ...options, documents: { pins } });
  await world.requestHelp();
}

async function standing(sessionId = 'session-000001') {
  await world.offer(sessionId);
  const phase = world.view?.phase;
  world.serverSide.notify(deviceSocket.joinWithdrawn, { sessionId, reason: 'x' });
  await world.pass(100);
  return phase?.phase === 'join' ? phase.technician.standing : undefined;
}

async function revoke(keys: string[], number = 2): Promise<void> {
  const list = await world.organisation?.revocations({ number, at: world.clock.now(), keys });
  world.serverSide.notify(deviceSocket.trustChanged, { documents: [{ revocations: list ?? null, policy: null }] });
  await world.pass(100);
}

describe('somebody whom the organisation vouches for', () => {
  test('is certified the first time, with what was before counted', async () => {
    await start([]);
    expect(await standing()).toEqual({ kind: 'certified', times: 0, lastAt: null, newKey: false });
  });

  test('is told to use a new browser where the name was here with another key', async () => {
    await start([pin('certified', { publicKey: promptSigningKey('other browser').publicKey })]);
    expect(await standing()).toEqual({ kind: 'certified', times: 3, lastAt: 1_000, newKey: true });
  });

  test('stands in the record with both certificates', async () => {
    world = await AgentWorld.start();
    await world.joined();
    const line = [...world.ledgers.files.values()].flat().join();
    const [chain] = world.trust.certificates;
    expect(line).toContain('"verified":"certified"');
    expect(line).toContain(chain?.admin ?? '-');
    expect(line).toContain(chain?.technician ?? '-');
    expect(await world.documents.read('pins')).toMatchObject([{ name: 'Tomke', proof: 'certified', times: 1 }]);
  });
});

describe('somebody whom nobody vouches for any more', () => {
  test('is an acquaintance by a certificate of before, while the list is fresh and does not name the key', async () => {
    await start([pin('certified')]);
    world.trust.certificates = [];
    expect(await standing()).toEqual({ kind: 'pinned', times: 3, lastAt: 1_000 });
  });

  test('is nobody while the server keeps the list back: the key may have been revoked', async () => {
    await start([pin('certified')]);
    world.trust.certificates = [];
    world.clock.jumpWall(7 * DAY_MS + 1);
    expect(await standing()).toEqual({ kind: 'unknown' });
  });

  test('is an acquaintance by words that were compared, however old the list is', async () => {
    await start([pin('words')]);
    world.trust.certificates = [];
    world.clock.jumpWall(30 * DAY_MS);
    expect(await standing()).toEqual({ kind: 'pinned', times: 3, lastAt: 1_000 });
  });

  test('does not even come to ask once the key is revoked', async () => {
    await start([pin('words')]);
    await revoke([world.technicianKey.publicKey]);
    expect(await standing()).toBeUndefined();
  });

  test('was only seen, before there were proofs', async () => {
    await start([pin(undefined)]);
    world.trust.certificates = [];
    expect(await standing()).toEqual({ kind: 'unknown' });
  });
});

describe('what was taken', () => {
  test('holds after a new start, without the server, and with one that tells older lists', async () => {
    await start([]);
    await revoke([world.technicianKey.publicKey], 5);
    const kept = world.documents.documents.get('trust');
    world.dispose();
    // The new server begins with list 1.
    world = await AgentWorld.start(new Map(), { documents: { trust: kept } });
    await world.requestHelp();
    expect(await standing()).toBeUndefined();
    expect(world.documents.documents.get('trust')).toEqual(kept);
  });

  test('of another organisation is left aside, as is what somebody wrote into it', async () => {
    const crypto = (await AgentWorld.start()).crypto;
    const other = await TestOrganisation.make(
      { organisation: promptSigningKey('other'), admin: promptSigningKey('other admin') },
      { crypto, now: 0 },
    );
    const revocations = await other.revocations({ number: 9, at: 0, keys: [promptSigningKey('technician').publicKey] });
    for (const organisation of [other.hash, undefined]) {
      world = await AgentWorld.start();
      const trust = { organisation: organisation ?? world.organisation?.hash, revocations, policy: null };
      world.dispose();
      world = await AgentWorld.start(new Map(), { documents: { trust } });
      await world.requestHelp();
      expect(await standing()).toMatchObject({ kind: 'certified' });
    }
  });

  test('counts though the disk is full, and a device without an organisation takes nothing', async () => {
    await start([]);
    world.documents.failing = new Error('full');
    await revoke([world.technicianKey.publicKey]);
    expect(await standing()).toBeUndefined();
    expect(world.faults.splice(0).join()).toContain('a trust document could not be kept');
    world.dispose();
    await start([], { certified: false });
    await revoke([world.technicianKey.publicKey]);
    expect([await standing(), world.documents.documents.has('trust')]).toEqual([{ kind: 'unknown' }, false]);
  });
});

test('an offer that is withdrawn while its certificates are looked at is not shown', async () => {
  await start([]);
  const sessionId = 'session-000001';
  void world.offer(sessionId);
  world.serverSide.notify(deviceSocket.joinWithdrawn, { sessionId, reason: 'x' });
  await world.pass(500);
  expect(world.view?.phase.phase).toBe('waiting');
});
