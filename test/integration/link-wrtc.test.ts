import { wrtcPeerLinkFactory } from '@alongside/agent-node/wrtc';
import { type Disposable, DisposableStore, type Event, silentLogger, systemClock, systemRandom } from '@alongside/base';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import { LINK_TIMINGS, Link, type LinkOptions, type PeerLink, type PeerLinkFactory } from '@alongside/peer';
import { linkedSignaling, Recorder } from '@alongside/testkit';
import { afterEach, describe, expect, it } from 'vitest';

const store: Disposable[] = [];
afterEach(() => {
  for (const item of store.splice(0)) item.dispose();
});

/** Resolves when the event gives a value that fits; the test's own time-out bounds it. */
function when<T>(event: Event<T>, fits: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const subscription = event((value) => {
      if (!fits(value)) return;
      subscription.dispose();
      resolve(value);
    });
  });
}

/** Remembers the links that it opened, so that a test can break one. */
function watched(factory: PeerLinkFactory): PeerLinkFactory & { readonly opened: PeerLink[] } {
  const opened: PeerLink[] = [];
  return {
    opened,
    open(options) {
      const link = factory.open(options);
      opened.push(link);
      return link;
    },
  };
}

async function compose(changes: Partial<Record<'agent' | 'technician', Partial<LinkOptions>>> = {}) {
  const [agentKey, technicianKey] = [(await generateSigningKey()).key, (await generateSigningKey()).key];
  const factory = await wrtcPeerLinkFactory({ clock: systemClock() });
  const factories = { agent: watched(factory), technician: watched(factory) };
  const signaling = linkedSignaling();
  const common = {
    sessionId: 'session-1',
    requestId: 'request-1',
    iceServers: [],
    clock: systemClock(),
    random: systemRandom(),
    logger: silentLogger,
    crypto: webCrypto(),
  };
  const technician = new Link({
    ...common,
    role: 'technician',
    identity: technicianKey,
    peerKey: agentKey.publicKey,
    factory: factories.technician,
    signaling: signaling.technician,
    ...changes.technician,
  });
  const agent = new Link({
    ...common,
    role: 'agent',
    identity: agentKey,
    peerKey: technicianKey.publicKey,
    factory: factories.agent,
    signaling: signaling.agent,
    ...changes.agent,
  });
  const links = new DisposableStore();
  links.add(agent);
  links.add(technician);
  store.push(links);
  return { agent, technician, factories };
}

const isLive = (epoch: number) => (state: { state: string; epoch: number }) => state.state === 'live' && state.epoch === epoch;

describe('the link over libwebrtc', () => {
  it('proves both ends by the certificates that DTLS negotiated, and carries frames', async () => {
    const { agent, technician } = await compose();
    const frames = new Recorder(technician.transport.onFrame);
    const back = new Recorder(agent.transport.onFrame);
    agent.transport.send('first, sent before the link was there');
    await Promise.all([when(agent.state.onChange, isLive(0)), when(technician.state.onChange, isLive(0))]);
    expect(await frames.next()).toBe('first, sent before the link was there');
    technician.transport.send('Grüße 👋');
    expect(await back.next()).toBe('Grüße 👋');
    expect(agent.fingerprints).toEqual({ local: technician.fingerprints?.remote, remote: technician.fingerprints?.local });
    const large = 'x'.repeat(200 * 1024 - 64);
    agent.transport.send(large);
    expect(await frames.next()).toBe(large);
    technician.close('finished');
    await when(agent.transport.onClose, (reason) => reason === 'finished');
  });

  it('burns the link of another key', async () => {
    const mallory = (await generateSigningKey()).key;
    const { agent } = await compose({ technician: { identity: mallory } });
    const state = await when(agent.state.onChange, ({ state }) => state === 'failed');
    expect(state).toMatchObject({ code: 'link.transcript' });
  });

  it('is rebuilt under the next epoch when a connection dies, and loses nothing', async () => {
    const { agent, technician, factories } = await compose();
    const frames = new Recorder(technician.transport.onFrame);
    await Promise.all([when(agent.state.onChange, isLive(0)), when(technician.state.onChange, isLive(0))]);
    const again = Promise.all([when(agent.state.onChange, isLive(1)), when(technician.state.onChange, isLive(1))]);
    factories.technician.opened[0]?.dispose();
    const sent = Array.from({ length: 200 }, (_, n) => `frame ${n}`);
    for (const frame of sent) agent.transport.send(frame);
    await again;
    const received: string[] = [];
    while (received.length < sent.length) received.push(await frames.next());
    expect(received).toEqual(sent);
  });

  it('says that no way was found where signals are mangled', async () => {
    const timings = { ...LINK_TIMINGS, connectMs: 1_000 };
    const signaling = linkedSignaling();
    const { agent } = await compose({ agent: { signaling: signaling.agent, timings } });
    signaling.technician.onSignal(() => {
      signaling.technician.send({ sessionId: 'session-1', epoch: 0, signal: { type: 'answer', sdp: 'v=0\r\nm=audio 9 X' } });
      signaling.technician.send({
        sessionId: 'session-1',
        epoch: 0,
        signal: { type: 'candidate', candidate: 'candidate:nonsense', sdpMid: '0', sdpMLineIndex: 0 },
      });
    });
    const state = await when(agent.state.onChange, ({ state }) => state === 'failed');
    expect(state).toMatchObject({ code: 'link.timeout', tried: { answered: true } });
  });
});
