import { exportLedger, readLedger, verifyLedger } from '@alongside/consent';
import { CAPABILITIES, deviceSocket, session, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { promptSigningKey } from '@alongside/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../fixtures/agent-world.ts';
import { playedAs } from './attack-notes.ts';
import { Aim, effects } from './effects.ts';
import { frameOf, messagesOf } from './samples.ts';

playedAs('technician in a session', 'server');

/** More than one at the other end at once, and things of one session put into another. */

let world: AgentWorld;
afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

const GUARDED = messagesOf(contract(session), 'technician').filter(({ needs }) => needs !== undefined);

describe('two links at once', () => {
  test('a second end with the same key gets no link of its own, and the first one’s grants are not for it', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    for (const capability of CAPABILITIES) await world.granted(technician, capability);
    await world.pass(1_500);
    const before = effects(world);
    const twin = world.technician();
    await world.pass(10_000);
    const aim = new Aim(world, twin);
    aim.send(...GUARDED.flatMap((message) => aim.frames(message)));
    await world.pass(2_000);
    expect(effects(world)).toEqual(before);
    // However that ends, there is one link, proven by the one key, or none.
    const live = [technician, twin].filter(({ link }) => link.state.value.state === 'live');
    expect(live.length).toBeLessThanOrEqual(1);
  });

  test('a second offer of the server’s while one is being answered opens nothing beside it', async () => {
    world = await AgentWorld.start();
    await world.requestHelp();
    await world.offer('session-000001');
    world.technician({ sessionId: 'session-000001' });
    world.technician({ sessionId: 'session-000002', key: promptSigningKey('mallory') });
    const mallory = { id: 'user-0000002', name: 'Mallory', publicKey: promptSigningKey('mallory').publicKey, certificates: [] };
    const second = { sessionId: 'session-000002', requestId: world.requestId, technician: mallory, iceServers: [] };
    const decided = world.decideJoin(true, 'session-000001');
    for (let at = 0; at < 20; at += 1) {
      world.raw.server?.send(frameOf(deviceSocket.joinOffered, second));
      await world.pass(100);
    }
    await decided;
    await world.pass(3_000);
    const joined = world.agent.session?.joined;
    expect([undefined, 'session-000001']).toContain(joined?.sessionId);
    expect(joined?.technician.publicKey ?? world.technicianKey.publicKey).toBe(world.technicianKey.publicKey);
    expect(world.live).toEqual([]);
  });
});

describe('of another session', () => {
  test('a shell’s number, a question’s number, a grant’s number and a signature are worth nothing', async () => {
    world = await AgentWorld.start();
    const first = await world.joined();
    const signed: { seq: number; hash: string; jws: string }[] = [];
    first.connection.on(session.ledgerHead, async (head) => {
      const own = await first.replica.handleHead(head);
      if (!own) return;
      signed.push(own);
      first.connection.notify(session.ledgerCountersign, own);
    });
    await world.granted(first, 'shell.run');
    const { shellId } = await world.settled(first.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
    first.connection.notify(session.sessionBye, { reason: 'finished' });
    await world.pass(5_000);
    world.agent.dismissEnd();

    const sessionId = 'session-000002';
    await world.offer(sessionId);
    const second = world.technician({ sessionId });
    second.signs = false;
    await world.decideJoin(true, sessionId);
    await world.pass(1_500);
    const before = effects(world);
    // A yes of the user's, and in the place of this session's signatures those of the first.
    await world.settled(second.ask('shell.run'));
    await world.answer(true);
    expect(signed.length).toBeGreaterThan(2);
    for (const head of signed) second.connection.notify(session.ledgerCountersign, head);
    second.link.transport.send(frameOf(session.shellInput, { shellId, data: 'id\r' }));
    second.link.transport.send(frameOf(session.shellClose, { shellId }, 901));
    await world.pass(8_000);
    expect({ live: world.live, effects: effects(world) }).toEqual({ live: [], effects: before });
  });

  test('a number of a session that has a record is refused, and the record stays as it was', async () => {
    world = await AgentWorld.start();
    const first = await world.joined();
    first.connection.notify(session.sessionBye, { reason: 'finished' });
    await world.pass(5_000);
    const lines = [...(world.ledgers.files.get('session-000001') ?? [])];
    world.agent.dismissEnd();
    await world.offer('session-000001');
    world.technician({ sessionId: 'session-000001' });
    await world.decideJoin(true, 'session-000001');
    await world.pass(5_000);
    expect(world.ledgers.files.get('session-000001')).toEqual(lines);
    expect(world.live).toEqual([]);
    expect(world.agent.session?.end ?? { reason: 'failed' }).toMatchObject({ reason: 'failed' });
    // Said as a fault of the server's, in the log.
    world.faults.splice(0);
  });
});

describe('in the moment of taking back, and of the end', () => {
  test('what is sent in the same turn as the click, before it and behind it, ends with it', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    for (const capability of CAPABILITIES) await world.granted(technician, capability);
    await world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
    await world.pass(1_500);
    const aim = new Aim(world, technician);
    const frames = GUARDED.flatMap((message) => aim.frames(message));
    aim.send(...frames.slice(0, frames.length / 2));
    for (const capability of CAPABILITIES) world.agent.session?.consent.endGrant(capability, 'taken-back');
    const before = effects(world);
    aim.send(...frames.slice(frames.length / 2));
    await world.pass(3_000);
    expect({ ...effects(world), capturing: world.frame.capturing }).toEqual({ ...before, capturing: false });
    expect({ live: world.live, open: world.input.open_ }).toEqual({ live: [], open: 0 });
  });

  test('a computer that slept wakes with nothing allowed whose time went by', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    for (const capability of CAPABILITIES) await world.granted(technician, capability);
    await world.pass(1_500);
    // Asleep, the monotonic clock stands and the wall clock goes on.
    world.clock.jumpWall(30 * 60_000);
    const before = effects(world);
    const aim = new Aim(world, technician);
    aim.send(
      ...GUARDED.filter(({ method }) => !/^(?:shell\/(?:ack|close|resize)|screen\/wake)$/u.test(method)).flatMap((m) =>
        aim.frames(m),
      ),
    );
    await world.pass(100);
    expect(effects(world)).toEqual(before);
    // Longer than any of them was allowed for.
    await world.pass(2_000);
    expect({ live: world.live, capturing: world.frame.capturing }).toEqual({ live: [], capturing: false });
  });

  test('a question whose second factor is looked at while the session ends is not asked, and not entered behind the end', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    const stepUp = await world.technicianKey.signJws('{"x":1}');
    const { promise, resolve } = Promise.withResolvers<void>();
    const verify = world.crypto.verifyJws.bind(world.crypto);
    let held = 0;
    Object.assign(world.crypto, {
      verifyJws: (key: string, jws: string) => {
        if (jws !== stepUp) return verify(key, jws);
        held += 1;
        return promise.then(() => undefined);
      },
    });
    const ask = { askId: 'ask-00000001', capability: 'shell.run', reason: 'x', durationMs: 60_000, stepUp } as const;
    void technician.connection.call(session.consentAsk, ask).catch(() => undefined);
    await world.pass(50);
    void world.page.call(shellPage.sessionStop, { by: 'button' });
    await world.pass(5_000);
    resolve();
    await world.pass(3_000);
    const [lines = []] = world.ledgers.files.values();
    const verified = await verifyLedger(exportLedger(readLedger(lines, world.crypto)), world.crypto);
    expect({ held, verdict: verified.verdict }).toEqual({ held: 1, verdict: 'good' });
    expect(world.agent.session?.consent.dialog ?? null).toBeNull();
  });
});
