import { Emitter, type ErrorCode, silentLogger } from '@alongside/base';
import {
  FakeClock,
  linkedSignaling,
  MemoryPeerNetwork,
  promptCrypto,
  promptSigningKey,
  Recorder,
  seededRandom,
} from '@alongside/testkit';
import { describe, expect, it } from 'vitest';
import { FreshIceServers } from './attempt/fresh-ice-servers.ts';
import { Link, type LinkOptions } from './link.ts';
import type { LinkState } from './link-machine.ts';

const SESSION = 'session-1';
const crypto = promptCrypto();
const agentKey = promptSigningKey('agent');
const technicianKey = promptSigningKey('technician');

function compose(changes: { agent?: Partial<LinkOptions>; technician?: Partial<LinkOptions> } = {}) {
  const clock = new FakeClock();
  const network = new MemoryPeerNetwork(clock);
  const signaling = linkedSignaling();
  const common = {
    sessionId: SESSION,
    requestId: 'request-1',
    iceServers: [],
    clock,
    random: seededRandom(1),
    logger: silentLogger,
    crypto,
  };
  const technician = new Link({
    ...common,
    role: 'technician',
    random: seededRandom(2),
    identity: technicianKey,
    peerKey: agentKey.publicKey,
    factory: network.technician,
    signaling: signaling.technician,
    ...changes.technician,
  });
  const agent = new Link({
    ...common,
    role: 'agent',
    identity: agentKey,
    peerKey: technicianKey.publicKey,
    factory: network.agent,
    signaling: signaling.agent,
    ...changes.agent,
  });
  const states = { agent: new Recorder(agent.state.onChange), technician: new Recorder(technician.state.onChange) };
  const frames = { agent: new Recorder(agent.transport.onFrame), technician: new Recorder(technician.transport.onFrame) };
  return { clock, network, signaling, agent, technician, states, frames };
}

const names = (recorder: Recorder<LinkState>) => recorder.values.map((value) => value.state);
const codeOf = (link: Link): ErrorCode | undefined => (link.state.value.state === 'failed' ? link.state.value.code : undefined);

describe('a link that comes up', () => {
  it('connects, proves both ends and carries frames both ways', async () => {
    const { clock, agent, technician, states, frames } = compose();
    agent.transport.send('waits for the proof');
    await clock.advance(0);
    expect(names(states.agent)).toEqual(['proving', 'live']);
    expect(names(states.technician)).toEqual(['proving', 'live']);
    technician.transport.send('Grüße 👋');
    await clock.advance(0);
    expect(frames.technician.values).toEqual(['waits for the proof']);
    expect(frames.agent.values).toEqual(['Grüße 👋']);
    expect(agent.fingerprints?.local).toBe(technician.fingerprints?.remote);
    expect(agent.fingerprints?.remote).toBe(technician.fingerprints?.local);
  });

  it('measures round trip and age from heartbeats', async () => {
    const { clock, network, agent, technician } = compose();
    expect(agent.ageOf(0)).toBe(Number.POSITIVE_INFINITY);
    network.delayMs = 20;
    await clock.advance(3_000);
    expect(technician.roundTripMs).toBe(40);
    expect(agent.ageOf(clock.monotonic() - 20)).toBe(0);
    expect(agent.ageOf(clock.monotonic() - 500)).toBe(480);
    network.delayMs = 300;
    await clock.advance(1_500);
    // The quickest way counts, not the last.
    expect(agent.ageOf(clock.monotonic() - 500)).toBe(480);
  });

  it('tells both ends of a close, after what was sent before it', async () => {
    const { clock, agent, technician, frames } = compose();
    await clock.advance(0);
    const closed = { agent: new Recorder(agent.transport.onClose), technician: new Recorder(technician.transport.onClose) };
    agent.transport.send('bye');
    agent.transport.close('done');
    agent.transport.send('too late');
    await clock.advance(1_000);
    expect(frames.technician.values).toEqual(['bye']);
    expect([closed.agent.values, closed.technician.values]).toEqual([['done'], ['done']]);
    expect(technician.state.value).toMatchObject({ state: 'closed', reason: 'done', byOther: true });
    expect(clock.pending).toBe(0);
  });
});

describe('a proof that does not fit', () => {
  it('burns the link where somebody stands in the middle', async () => {
    const { clock, network, agent, technician, frames } = compose();
    network.middle = { towardsAgent: 'AA'.repeat(1).concat(':AA'.repeat(31)), towardsTechnician: 'BB'.concat(':BB'.repeat(31)) };
    agent.transport.send('secret');
    technician.transport.send('secret');
    await clock.advance(400_000);
    expect([codeOf(agent), codeOf(technician)]).toContain('link.transcript');
    expect([frames.agent.values, frames.technician.values]).toEqual([[], []]);
    expect(agent.state.value.state).toBe('failed');
  });

  it('burns the link where the other end has another key, in the first epoch and in a later one', async () => {
    const first = compose({ technician: { identity: promptSigningKey('mallory') } });
    await first.clock.advance(0);
    expect(codeOf(first.agent)).toBe('link.transcript');

    const identity = { ...technicianKey };
    const later = compose({ technician: { identity } });
    await later.clock.advance(0);
    Object.assign(identity, promptSigningKey('mallory'));
    later.network.cut();
    later.network.restore();
    await later.clock.advance(5_000);
    expect(codeOf(later.agent)).toBe('link.transcript');
  });

  it('burns the link where the proof is signed for another session', async () => {
    const { clock, agent } = compose({ technician: { requestId: 'request-2' } });
    await clock.advance(0);
    expect(codeOf(agent)).toBe('link.transcript');
  });

  it('accepts nothing but the proof before it', async () => {
    const clock = new FakeClock();
    const network = new MemoryPeerNetwork(clock);
    const signaling = linkedSignaling();
    const agent = new Link({
      role: 'agent',
      sessionId: SESSION,
      requestId: 'request-1',
      identity: agentKey,
      peerKey: technicianKey.publicKey,
      factory: network.agent,
      iceServers: [],
      signaling: signaling.agent,
      clock,
      random: seededRandom(1),
      logger: silentLogger,
      crypto,
    });
    const frames = new Recorder(agent.transport.onFrame);
    const hostile = network.technician.open({ epoch: 0, initiator: false, iceServers: [] });
    const received = new Recorder(hostile.onFrame);
    hostile.onSignal((signal) => signaling.technician.send({ sessionId: SESSION, epoch: 0, signal }));
    signaling.technician.onSignal(({ signal }) => hostile.signal(signal));
    hostile.onState((state) => {
      if (state.state !== 'connected') return;
      hostile.send('r0');
      hostile.send('d1 0 {"m":"input/batch"}');
    });
    agent.transport.send('secret');
    await clock.advance(10_000);
    expect(frames.values).toEqual([]);
    expect(codeOf(agent)).toBe('link.transcript');
    expect(received.values.map((frame) => frame[0])).toEqual(['h']);
  });
});

describe('the ICE servers of a link', () => {
  const relay = (credential: string) => [{ urls: 'turn:relay.example', username: 'u', credential }];

  it('are asked for anew every four minutes, and the next epoch has the newest', async () => {
    const opened: unknown[] = [];
    const composed = compose({ agent: { iceServers: relay('first') } });
    const { clock, network, agent } = composed;
    const open = network.agent.open.bind(network.agent);
    network.agent.open = (options) => {
      opened.push(options.iceServers);
      return open(options);
    };
    let asked = 0;
    const fresh = new FreshIceServers({
      link: agent,
      ask: async () => {
        asked += 1;
        if (asked === 2) throw new Error('the server is away');
        return relay(`number ${asked}`);
      },
      clock,
      logger: silentLogger,
    });
    await clock.advance(4 * 60_000);
    expect(asked).toBe(1);
    network.cut();
    network.restore();
    await clock.advance(1_000);
    expect(agent.state.value).toMatchObject({ state: 'live', epoch: 1 });
    await clock.advance(4 * 60_000);
    // What could not be asked leaves what there was.
    network.cut();
    network.restore();
    await clock.advance(1_000);
    expect(opened).toEqual([relay('number 1'), relay('number 1')]);
    fresh.dispose();
    fresh.refresh();
    await clock.advance(8 * 60_000);
    expect(asked).toBe(2);
  });
});

describe('why a link does not come up', () => {
  it('is told to both, and not any more once it is live', async () => {
    const { clock, network, agent, technician } = compose();
    network.hasCandidates = false;
    await clock.advance(8_000);
    expect(agent.trouble).toMatchObject({ code: 'net.no-candidates', side: 'own', tried: { durationMs: 8_000 } });
    expect(technician.trouble?.code).toBe('net.no-candidates');
    const other = compose();
    await other.clock.advance(0);
    expect(other.agent.trouble).toBeUndefined();
    expect(other.agent.path.value).toBe('direct');
    other.network.silence();
    await other.clock.advance(3_500 + 8_000 + 100);
    expect(other.agent.state.value.state).toBe('rebuilding');
    expect(other.agent.trouble?.code).toBe('net.direct-blocked');
    expect(other.agent.path.value).toBeUndefined();
    other.network.restore();
    await other.clock.advance(10_000);
    expect(other.agent.state.value.state).toBe('live');
    expect(other.agent.trouble).toBeUndefined();
  });

  it('is that nobody offered, where the technician’s side waits in vain', async () => {
    const { clock, technician } = compose({
      agent: { signaling: { send: () => undefined, onSignal: new Emitter<never>().event } },
    });
    await clock.advance(8_000);
    expect(technician.trouble?.code).toBe('net.no-answer');
  });
});

describe('a link that cannot come up', () => {
  it('fails after 8 s and says how many candidates each side had', async () => {
    const none = compose();
    none.network.hasCandidates = false;
    await none.clock.advance(7_999);
    expect(none.agent.state.value.state).toBe('connecting');
    await none.clock.advance(1);
    expect(none.agent.state.value).toMatchObject({
      state: 'failed',
      code: 'link.no-candidates',
      tried: { local: { total: 0 }, remote: { total: 0 }, answered: true },
    });
    expect(codeOf(none.technician)).toBe('link.no-candidates');

    const blocked = compose();
    blocked.network.silence();
    await blocked.clock.advance(8_000);
    expect(blocked.agent.state.value).toMatchObject({
      code: 'link.timeout',
      tried: { local: { total: 1 }, remote: { total: 1 } },
    });
  });

  it('fails on both sides where the server carries nothing', async () => {
    const { clock, signaling, agent, technician } = compose();
    signaling.away = true;
    await clock.advance(8_000);
    expect([codeOf(agent), codeOf(technician)]).toEqual(['link.timeout', 'link.timeout']);
  });
});

describe('an outage', () => {
  it('is silent at 2 s and live again when something is heard', async () => {
    const { clock, network, agent, states } = compose();
    await clock.advance(1_000);
    network.silence();
    await clock.advance(2_500);
    expect(agent.state.value.state).toBe('silent');
    network.restore();
    await clock.advance(500);
    expect(names(states.agent)).toEqual(['proving', 'live', 'silent', 'live']);
    expect(agent.epoch).toBe(0);
  });

  it('rebuilds under the next epoch and loses, doubles and swaps nothing', async () => {
    const { clock, network, agent, technician, frames } = compose();
    await clock.advance(0);
    network.silence();
    for (const n of [1, 2, 3]) agent.transport.send(`out ${n}`);
    technician.transport.send('in 1');
    await clock.advance(8_000);
    expect([agent.state.value.state, technician.state.value.state]).toEqual(['rebuilding', 'rebuilding']);
    agent.transport.send('out 4');
    network.restore();
    await clock.advance(6_000);
    expect([agent.state.value.state, technician.state.value.state]).toEqual(['live', 'live']);
    expect(agent.epoch).toBeGreaterThan(0);
    expect(frames.technician.values).toEqual(['out 1', 'out 2', 'out 3', 'out 4']);
    expect(frames.agent.values).toEqual(['in 1']);
    expect(agent.transport.bufferedBytes).toBe(0);
  });

  it('rebuilds at once when WebRTC says failed', async () => {
    const { clock, network, agent, technician } = compose();
    await clock.advance(0);
    network.cut();
    network.restore();
    await clock.advance(0);
    expect([agent.state.value, technician.state.value]).toMatchObject([
      { state: 'live', epoch: 1 },
      { state: 'live', epoch: 1 },
    ]);
  });

  it('rebuilds where only the technician noticed', async () => {
    const { clock, network, agent, technician } = compose();
    await clock.advance(0);
    network.silence('technician');
    await clock.advance(3_400);
    expect([agent.state.value.state, technician.state.value.state]).toEqual(['live', 'silent']);
    await clock.advance(200);
    expect([agent.state.value.state, technician.state.value.state]).toEqual(['rebuilding', 'rebuilding']);
    network.restore();
    await clock.advance(6_000);
    expect([agent.state.value.state, technician.state.value.state]).toEqual(['live', 'live']);
    expect(agent.epoch).toBe(technician.epoch);
  });

  it('survives a server that was away too, and hurries when told that it is back', async () => {
    const { clock, network, signaling, agent, technician } = compose();
    await clock.advance(0);
    network.silence();
    signaling.away = true;
    await clock.advance(30_000);
    network.restore();
    signaling.away = false;
    agent.hurry();
    technician.hurry();
    await clock.advance(0);
    expect([agent.state.value.state, technician.state.value.state]).toEqual(['live', 'live']);
  });

  it('tells of 60 s once, and gives up after 5 minutes', async () => {
    const { clock, network, agent, technician } = compose();
    const long = { agent: new Recorder(agent.onLongLoss), technician: new Recorder(technician.onLongLoss) };
    const closed = new Recorder(agent.transport.onClose);
    await clock.advance(0);
    network.silence();
    await clock.advance(59_000);
    expect(long.agent.values.length).toBe(0);
    await clock.advance(2_000);
    expect([long.agent.values.length, long.technician.values.length]).toEqual([1, 1]);
    expect(agent.state.value).toMatchObject({ state: 'rebuilding', long: true });
    await clock.advance(240_000);
    expect([codeOf(agent), codeOf(technician)]).toEqual(['link.lost', 'link.lost']);
    expect([long.agent.values.length, closed.values]).toEqual([1, ['link.lost']]);
    expect(clock.pending).toBe(0);
  });

  it('drops late signals of an older epoch and of other sessions', async () => {
    const { clock, network, signaling, agent, technician } = compose();
    await clock.advance(0);
    network.cut();
    network.restore();
    await clock.advance(10);
    for (const { from, params } of [...signaling.sent]) {
      if (params.epoch === 0) signaling[from].send(params);
      signaling[from].send({ ...params, sessionId: 'another-1' });
    }
    signaling.technician.send({ sessionId: SESSION, epoch: 0, signal: { type: 'rebuild' } });
    signaling.agent.send({ sessionId: SESSION, epoch: 99_999, signal: { type: 'offer', sdp: 'memory x' } });
    await clock.advance(3_000);
    expect([agent.state.value, technician.state.value]).toMatchObject([
      { state: 'live', epoch: 1 },
      { state: 'live', epoch: 1 },
    ]);
  });
});

describe('a proven end that floods', () => {
  it('fails the sender that is not acknowledged', async () => {
    const { clock, network, agent } = compose();
    await clock.advance(0);
    network.silence();
    const chunk = 'x'.repeat(100_000);
    for (let sent = 0; sent < 45; sent += 1) agent.transport.send(chunk);
    expect(codeOf(agent)).toBe('link.flooded');
  });
});
