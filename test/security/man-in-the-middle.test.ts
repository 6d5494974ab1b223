import { Handshake } from '@alongside/peer';
import { deviceSocket, session } from '@alongside/protocol';
import { fingerprintOf, promptSigningKey, seededRandom } from '@alongside/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../fixtures/agent-world.ts';
import { playedAs } from './attack-notes.ts';
import { effects } from './effects.ts';

playedAs('man in the middle');

/**
 * Somebody between agent and technician: the server itself, or whoever it lets in. Both ends have been told each other's
 * keys; what is tried here is to be taken for one of them.
 */

const SESSION_ID = 'session-000001';
const MIDDLE = { towardsAgent: fingerprintOf(0xaa), towardsTechnician: fingerprintOf(0xbb) };

let world: AgentWorld;

afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

/** The technician's end of an epoch as a bare channel, with nothing that is honest about it. */
function bareChannel(epoch: number) {
  const peer = world.network.technician.open({ epoch, initiator: false, iceServers: [] });
  const received: string[] = [];
  const proven = { local: '', remote: '' };
  peer.onFrame((frame) => void received.push(frame));
  peer.onState((state) => state.state === 'connected' && Object.assign(proven, state));
  peer.onSignal((signal) => world.serverSide.notify(deviceSocket.deviceSignalled, { sessionId: SESSION_ID, epoch, signal }));
  world.toTechnician.event((params) => params.epoch === epoch && peer.signal(params.signal));
  const hello = {
    version: { major: 1, minor: 0 },
    role: 'technician',
    sessionId: SESSION_ID,
    requestId: world.requestId,
    epoch,
    nonce: 'N'.repeat(43),
    identity: world.technicianKey.publicKey,
  };
  const send = async (...frames: readonly string[]) => {
    for (const frame of frames) peer.send(frame);
    await world.pass(200);
  };
  return { peer, proven, received, send, sayHello: (change: object = {}) => send(`h${JSON.stringify({ ...hello, ...change })}`) };
}

/** The user has accepted, and this is who came. */
async function acceptedByMallory() {
  world = await AgentWorld.start();
  await world.requestHelp();
  await world.offer();
  const channel = bareChannel(0);
  await world.decideJoin(true);
  return channel;
}

const DATA = `d1 0 ${JSON.stringify({ m: 'consent/ask', i: 1, p: { askId: 'ask-00000001', capability: 'shell.run', reason: 'x', durationMs: 60_000 } })}`;

/** Refused, loudly, for good, and said in words; nothing but the proof's own two frames has left the machine. */
function expectBurnt(received?: readonly string[], reason: 'not-proven' | 'failed' = 'not-proven'): void {
  expect(world.agent.session?.end?.reason).toBe(reason);
  expect(world.view?.phase).toMatchObject({ phase: 'ended', reason });
  expect({ live: world.live, entries: world.entryTypes, effects: effects(world) }).toEqual({
    live: [],
    entries: [],
    effects: { opened: 0, acts: [], shells: 0, written: [], probes: 0, actions: [], capturing: false, watching: 0 },
  });
  for (const frame of received ?? []) expect(frame).toMatch(/^[hp]/u);
}

describe('before the proof', () => {
  test('messages in its place, or before it, burn the link', async () => {
    for (const frames of [[DATA], ['r0', DATA], ['b0 0 -1 0'], ['p'], ['c'], ['']]) {
      const { send, received } = await acceptedByMallory();
      await send(...frames);
      expectBurnt(received);
      world.dispose();
    }
  });

  test('messages behind a hello wait for a proof that never holds', async () => {
    const { sayHello, send, received } = await acceptedByMallory();
    await sayHello();
    await send(`p${await promptSigningKey('mallory').sign(new Uint8Array(8))}`, 'r0', DATA, DATA);
    expectBurnt(received);
  });

  test('a flood of them is given up', async () => {
    const { send, received } = await acceptedByMallory();
    await send(...Array.from({ length: 2_000 }, () => 'x'.repeat(1_000)));
    expectBurnt(received);
  });

  test('silence ends it after 8 seconds, with nothing said', async () => {
    const { received } = await acceptedByMallory();
    await world.pass(9_000);
    expectBurnt(received, 'failed');
  });

  test('the user’s words wait until it: chat is refused', async () => {
    await acceptedByMallory();
    await expect(world.settled(world.agent.session?.say('my password is') ?? Promise.resolve())).rejects.toMatchObject({
      code: 'session.not-joined',
    });
  });
});

describe('a proof', () => {
  test('of another key is refused, whoever the hello names', async () => {
    const { sayHello, send, received } = await acceptedByMallory();
    await sayHello({ identity: promptSigningKey('mallory').publicKey });
    expectBurnt(received);
    await send(DATA);
    expectBurnt(received);
  });

  test('that is the agent’s own, sent back, is refused', async () => {
    const { sayHello, send, received } = await acceptedByMallory();
    await sayHello();
    const own = received.find((frame) => frame.startsWith('p')) ?? '';
    expect(own.length).toBe(87);
    await send(own, DATA);
    expectBurnt(received);
  });

  test('cannot begin with the agent’s own hello, sent back', async () => {
    const { send, received } = await acceptedByMallory();
    await send(received[0] ?? '', DATA);
    expectBurnt(received);
  });

  test('of another session, request, epoch, role or version is refused', async () => {
    const changes: object[] = [
      { sessionId: 'session-000009' },
      { requestId: 'request-0009' },
      { epoch: 1 },
      { role: 'agent' },
      { version: { major: 0, minor: 9 } },
      { version: { major: 2, minor: 0 } },
      { version: { major: 1 } },
      { version: '1.0' },
      { nonce: 'short' },
    ];
    for (const change of changes) {
      const { sayHello, received } = await acceptedByMallory();
      await sayHello(change);
      // Another version is nobody's attack: it is said as such.
      const { code } = { code: undefined, ...world.agent.session?.linkState };
      expectBurnt(received, code === 'link.version' ? 'failed' : 'not-proven');
      world.dispose();
    }
  });

  test('of another version says so to the technician’s side before it ends', async () => {
    const { sayHello } = await acceptedByMallory();
    await sayHello({ version: { major: 2, minor: 0 } });
    expect(world.agent.session?.linkState).toMatchObject({ state: 'failed', code: 'link.version' });
  });

  test('of an earlier connection of the same session is refused', async () => {
    world = await AgentWorld.start();
    await world.requestHelp();
    await world.offer();
    const first = bareChannel(0);
    await world.decideJoin(true);
    // The real technician answers, and somebody listens.
    const said: string[] = [];
    const handshake = new Handshake({
      role: 'technician',
      sessionId: SESSION_ID,
      requestId: world.requestId,
      epoch: 0,
      identity: world.technicianKey,
      peerKey: world.deviceKey.publicKey,
      fingerprints: first.proven,
      crypto: world.crypto,
      random: seededRandom(3),
      send: (frame) => void said.push(frame),
    });
    handshake.start();
    await handshake.handleFrame(first.received[0] ?? '');
    await first.send(...said);
    await world.pass(500);
    expect(world.agent.session?.linkState.state).toBe('live');
    const second = bareChannel(1);
    world.network.cut();
    world.network.restore();
    await world.pass(3_000);
    expect(second.received[0]).toMatch(/^h/u);
    const [hello, proof] = said;
    await second.send(`h${JSON.stringify({ ...JSON.parse(hello?.slice(1) ?? ''), epoch: 1 })}`, proof ?? '', 'r0');
    expect(world.agent.session?.linkState).toMatchObject({ state: 'failed', code: 'link.transcript' });
    expect(second.received.every((frame) => /^[hp]/u.test(frame))).toBe(true);
  });
});

describe('a server in the middle', () => {
  test('with certificates of its own on both sides is found out by both, before anything is said', async () => {
    world = await AgentWorld.start();
    world.network.middle = MIDDLE;
    await world.requestHelp();
    await world.offer();
    const technician = world.technician();
    await world.decideJoin(true);
    await world.pass(500);
    expectBurnt();
    expect(technician.link.state.value.state).not.toBe('live');
    expect(technician.link.transport.bufferedBytes).toBe(0);
  });

  test.each(['towardsAgent', 'towardsTechnician'] as const)('with one certificate of its own, %s', async (side) => {
    world = await AgentWorld.start();
    // The other end is told what is really there, which only a link in memory could do.
    world.network.middle = { towardsAgent: fingerprintOf(1), towardsTechnician: fingerprintOf(2), [side]: fingerprintOf(0xcc) };
    await world.requestHelp();
    await world.offer();
    world.technician();
    await world.decideJoin(true);
    await world.pass(500);
    expectBurnt();
  });

  test('that names its own key at the join is not the technician', async () => {
    world = await AgentWorld.start();
    await world.requestHelp();
    await world.offer(SESSION_ID, world.requestId, promptSigningKey('mallory').publicKey);
    world.technician();
    await world.decideJoin(true);
    await world.pass(500);
    expectBurnt();
  });

  test('that lets another technician take the link is refused', async () => {
    world = await AgentWorld.start();
    await world.requestHelp();
    await world.offer();
    world.technician({ key: promptSigningKey('mallory') });
    await world.decideJoin(true);
    await world.pass(500);
    expectBurnt();
  });
});

describe('a link that is rebuilt', () => {
  const rebuild = async () => {
    world.network.cut();
    await world.pass(500);
    world.network.restore();
    await world.pass(10_000);
  };

  test('with another key is refused, and ends everything', async () => {
    world = await AgentWorld.start();
    await world.requestHelp();
    await world.offer();
    const key = { ...world.technicianKey };
    const technician = world.technician({ key });
    await world.decideJoin(true);
    await world.pass(500);
    await world.granted(technician, 'screen.view');
    await world.granted(technician, 'shell.run');
    await world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
    Object.assign(key, promptSigningKey('mallory'));
    await rebuild();
    expect({ live: world.live, capturing: world.frame.capturing, ends: world.shells.processes[0]?.ends }).toEqual({
      live: [],
      capturing: false,
      ends: ['kill'],
    });
    expect(world.agent.session?.linkState).toMatchObject({ state: 'failed', code: 'link.transcript' });
    expect(world.view?.phase.phase).toBe('ended');
    expect(world.entryTypes.at(-1)).toBe('session/end');
  });

  test('through somebody in the middle is refused, and ends everything', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'input.control');
    world.network.middle = MIDDLE;
    const acts = [...world.input.acts];
    await rebuild();
    expect({ live: world.live, open: world.input.open_, acts: world.input.acts }).toEqual({ live: [], open: 0, acts });
    expect([world.frame.opened.length > 1, world.frame.proven]).toEqual([true, [0]]);
    expect(world.agent.session?.linkState).toMatchObject({ state: 'failed', code: 'link.transcript' });
  });

  test('is shown no picture before its proof, whoever answers', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view');
    expect([world.frame.opened.length, world.frame.proven]).toEqual([1, [0]]);
    // Whoever carries the signals can answer, keep still, and look for as long as the proof is waited for.
    world.muted.add(SESSION_ID);
    world.network.cut();
    world.network.restore();
    await world.pass(500);
    const epoch = world.frame.opened.length - 1;
    const silent = bareChannel(epoch);
    await world.pass(3_000);
    silent.peer.dispose();
    expect([epoch > 0, world.frame.capturing, world.frame.proven]).toEqual([true, true, [0]]);
  });

  test('with the same keys goes on under the same grants, and is entered', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'input.control');
    await rebuild();
    expect({ live: world.live, link: world.agent.session?.linkState.state }).toEqual({ live: ['input.control'], link: 'live' });
    expect(world.entryTypes).toContain('link/rebuilt');
    expect(world.frame.proven).toEqual([0, world.frame.opened.length - 1]);
  });
});
