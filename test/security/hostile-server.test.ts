import { AppError } from '@alongside/base';
import { consoleSocket, deviceSocket, linkPage, type SignalParams, session, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { promptSigningKey } from '@alongside/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../fixtures/agent-world.ts';
import { playedAs } from './attack-notes.ts';
import { effects } from './effects.ts';
import { frameOf, messagesNotOf, messagesOf, NOISE, samplesOf, spoiled } from './samples.ts';

playedAs('server');

/** A hostile server against the agent: it routes, names and tells what it likes, and gets nothing for it. */

const CONTRACT = contract(deviceSocket);
const THEIRS = messagesOf(CONTRACT, 'server');
const SESSION_ID = 'session-000001';

let world: AgentWorld;

afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

const PHASES: Readonly<Record<string, () => Promise<unknown>>> = {
  'nothing is asked': async () => undefined,
  'a code is shown': async () => {
    world.serverSide.handle(deviceSocket.codeCreate, ({ requestId }) => {
      world.requestId = requestId;
      return null;
    });
    await world.settled(world.page.call(shellPage.helpCode, { name: 'Robin' }));
    await world.pass(100);
  },
  'a request waits': () => world.requestHelp(),
  'somebody wants to join': () => world.requestHelp().then(() => world.offer()),
  'a session is live': () => world.joined(),
};

function send(...frames: readonly string[]): void {
  for (const frame of frames) world.raw.server?.send(frame);
}

/** Numbers of this world's in the place of any, so that messages reach what they are about. */
function aimed(sample: unknown): unknown {
  const known: Record<string, unknown> = { requestId: world.requestId, sessionId: SESSION_ID };
  return Object.fromEntries(Object.entries(sample as object).map(([name, value]) => [name, known[name] ?? value]));
}

describe.each(Object.entries(PHASES))('while %s', (_phase, reach) => {
  async function start(): Promise<{ before: object; opened: number }> {
    world = await AgentWorld.start();
    await reach();
    return { before: effects(world), opened: world.network.opened };
  }

  test('nothing that the server may say does anything to the machine', async () => {
    const { before, opened } = await start();
    const joinsAnswered = world.joinAnswers.length;
    for (const message of THEIRS) {
      const samples = samplesOf(message.params, 6);
      send(...samples.map((sample) => frameOf(message, sample)), ...samples.map((sample) => frameOf(message, aimed(sample))));
      await world.pass(50);
    }
    await world.pass(2_000);
    expect(effects(world)).toEqual(before);
    expect({ live: world.live, answered: world.joinAnswers.length }).toEqual({ live: [], answered: joinsAnswered });
    // A link is opened for nobody whom the user did not let in.
    if (opened === 0) expect(world.network.opened).toBe(0);
    expect(world.agent.view.phase.phase).toBe(world.view?.phase.phase);
  });

  test('what it may not say, or says wrongly, is counted and dropped', async () => {
    const { before } = await start();
    const phase = world.view?.phase.phase;
    const foreign = [shellPage, linkPage, session, consoleSocket].flatMap((group) => [...contract(group).values()]);
    const frames = [
      ...NOISE.filter((frame) => !frame.startsWith('{"c"')),
      ...foreign
        .filter(({ method }) => !CONTRACT.has(method))
        .map((message) => frameOf(message, samplesOf(message.params, 1)[0])),
      ...messagesNotOf(CONTRACT, 'server').map((message) => frameOf(message, samplesOf(message.params, 1)[0])),
      ...THEIRS.flatMap((message) =>
        spoiled(samplesOf(message.params, 1)[0] ?? null)
          .filter((params) => !message.params.safeParse(params).success)
          .map((params) => frameOf(message, params)),
      ),
      ...THEIRS.map((message) => frameOf(message, samplesOf(message.params, 1)[0]) + ' '.repeat(message.maxBytes)),
    ];
    send(...frames);
    await world.pass(100);
    const socket = world.server.connection;
    const reasons = ['malformed', 'oversize', 'unknown', 'wrong-side', 'invalid', 'stray-answer'] as const;
    const counts = reasons.map((reason) => socket?.drops(reason) ?? 0);
    expect(counts.every((count) => count > 0)).toBe(true);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(frames.length);
    expect(effects(world)).toEqual(before);
    expect(world.view?.phase.phase).toBe(phase);
  });
});

describe('a join', () => {
  test('is dropped unless it names the live request of this machine', async () => {
    world = await AgentWorld.start();
    const phases: unknown[] = [];
    const offer = async (requestId: string) => {
      await world.offer(SESSION_ID, requestId);
      await world.decideJoin(true);
      phases.push(world.view?.phase.phase);
    };
    await offer('request-of-nobody');
    await world.requestHelp();
    await offer('request-of-another');
    const dead = world.requestId;
    void world.page.call(shellPage.helpCancel, {});
    await world.pass(100);
    await offer(dead);
    expect({ phases, answers: world.joinAnswers, opened: world.network.opened }).toEqual({
      phases: ['home', 'waiting', 'home'],
      answers: [],
      opened: 0,
    });
  });

  test('is dropped while a session is live', async () => {
    world = await AgentWorld.start();
    await world.joined();
    const opened = world.network.opened;
    await world.offer('session-000002');
    await world.decideJoin(true, 'session-000002');
    expect({ opened: world.network.opened, session: world.agent.session?.joined.sessionId }).toEqual({
      opened,
      session: SESSION_ID,
    });
  });

  test('that is swapped under the user’s finger is not the one that is accepted', async () => {
    world = await AgentWorld.start();
    await world.requestHelp();
    await world.offer();
    world.page.notify(shellPage.dialogVisible, {
      sessionId: null,
      dialogId: SESSION_ID,
      visible: true,
      words: 'Tomke would like to help',
    });
    await world.pass(1_100);
    await world.offer('session-000002', world.requestId, promptSigningKey('mallory').publicKey);
    // The click was meant for the first; for the second it comes too soon.
    void world.page.call(shellPage.joinDecide, { sessionId: SESSION_ID, accept: true });
    void world.page.call(shellPage.joinDecide, { sessionId: 'session-000002', accept: true });
    await world.pass(200);
    expect({ answers: world.joinAnswers, opened: world.network.opened }).toEqual({ answers: [], opened: 0 });
  });

  test('that names something else than STUN servers and relays is dropped', async () => {
    world = await AgentWorld.start();
    await world.requestHelp();
    const technician = { id: 'user-0000001', name: 'Tomke', publicKey: world.technicianKey.publicKey, certificates: [] };
    const offered = (iceServers: unknown) =>
      send(frameOf(deviceSocket.joinOffered, { sessionId: SESSION_ID, requestId: world.requestId, technician, iceServers }));
    const login = { username: 'u', credential: 'c' };
    for (const urls of [
      'http://a.example',
      'javascript:1',
      'stun:a.example/path',
      'turn:a b',
      'turn:a?transport=tls',
      'stun:',
      [],
    ]) {
      offered([{ urls, ...login }]);
    }
    offered([{ urls: 'turn:a.example' }]);
    offered([{ urls: 'stun:a.example', ...login, credentialType: 'oauth' }]);
    offered(Array.from({ length: 9 }, () => ({ urls: 'stun:a.example' })));
    await world.pass(100);
    expect(world.view?.phase.phase).toBe('waiting');
    offered([{ urls: ['turns:[2001:db8::1]:443?transport=tcp', 'stun:a.example'], ...login }]);
    await world.pass(100);
    expect(world.view?.phase.phase).toBe('join');
  });

  test('that was withdrawn cannot be accepted any more', async () => {
    world = await AgentWorld.start();
    await world.requestHelp();
    await world.offer();
    world.serverSide.notify(deviceSocket.joinWithdrawn, { sessionId: SESSION_ID, reason: 'x' });
    await world.decideJoin(true);
    expect({ answers: world.joinAnswers, opened: world.network.opened }).toEqual({ answers: [], opened: 0 });
  });

  test('offered over and over raises the window once and is never taken for a yes', async () => {
    world = await AgentWorld.start();
    await world.requestHelp();
    for (let at = 0; at < 300; at += 1) await world.offer(`session-${100_000 + at}`);
    expect({
      shown: world.pages.shown,
      rung: world.desktop.calls.filter((call) => call === 'attention').length,
      opened: world.network.opened,
    }).toEqual({ shown: 1, rung: 1, opened: 0 });
  });
});

describe('a yes that the server holds back', () => {
  /** The user let Tomke in; what comes back lets the server take the yes, or refuse it. */
  async function held(): Promise<(refusal?: AppError) => Promise<void>> {
    world = await AgentWorld.start();
    await world.requestHelp();
    await world.offer();
    const answer = Promise.withResolvers<null>();
    world.serverSide.handle(deviceSocket.joinAnswer, () => answer.promise);
    world.technician();
    await world.decideJoin(true);
    return async (refusal) => {
      if (refusal) answer.reject(refusal);
      else answer.resolve(null);
      await world.pass(1_000);
    };
  }
  const outcome = () => ({ session: world.session?.joined.sessionId, opened: world.network.opened, ends: world.ends });
  const nobody = { session: undefined, opened: 0 };

  test('lets nobody in whose key was revoked meanwhile, and the user reads so', async () => {
    const take = await held();
    const keys = [world.technicianKey.publicKey];
    const revocations = await world.organisation?.revocations({ number: 2, at: world.clock.now(), keys });
    if (!revocations) throw new Error('this world has an organisation');
    world.serverSide.notify(deviceSocket.trustChanged, { documents: [{ revocations, policy: null }] });
    await world.pass(500);
    await take();
    expect(outcome()).toEqual({ ...nobody, ends: ['failed'] });
    expect(world.view?.notices).toEqual([{ kind: 'kept-out', name: 'Tomke' }]);
  });

  test('lets nobody in after Stop', async () => {
    const take = await held();
    await world.settled(world.page.call(shellPage.sessionStop, { by: 'button' }));
    await take();
    expect(outcome()).toEqual({ ...nobody, ends: ['user-stopped'] });
    expect(world.view?.phase.phase).toBe('waiting');
  });

  test('lets nobody in after “something is wrong”, which takes the request back', async () => {
    const take = await held();
    const cancelled: string[] = [];
    world.serverSide.handle(deviceSocket.requestCancel, ({ requestId }) => {
      cancelled.push(requestId);
      return null;
    });
    await world.settled(world.page.call(shellPage.somethingWrong, {}));
    await take();
    expect(outcome()).toEqual({ ...nobody, ends: ['user-stopped'] });
    expect([world.view?.phase, cancelled]).toMatchObject([{ phase: 'warned', sessionId: SESSION_ID }, [world.requestId]]);
  });

  test('lets nobody in once the offer was withdrawn, and does not say that the server is away', async () => {
    const take = await held();
    world.serverSide.notify(deviceSocket.joinWithdrawn, { sessionId: SESSION_ID, reason: 'x' });
    await world.pass(100);
    await take(new AppError('ticket.wrong-state', 'this offer was answered already'));
    expect(outcome()).toMatchObject(nobody);
    expect(world.view?.notices).toEqual([]);
  });

  test('is not one for the request that the user asks next', async () => {
    const take = await held();
    await world.settled(world.page.call(shellPage.helpCancel, {}));
    await world.requestHelp('something else, with somebody else');
    await take();
    expect(outcome()).toEqual({ ...nobody, ends: ['user-stopped'] });
    await world.offer('session-000002');
    expect(world.view?.phase.phase).toBe('join');
  });
});

describe('a name', () => {
  const offer = async (name: string, publicKey = world.technicianKey.publicKey, sessionId = 'session-000002') => {
    const technician = { id: 'user-0000001', name, publicKey, certificates: world.trust.certificates };
    world.serverSide.notify(deviceSocket.joinOffered, { sessionId, requestId: world.requestId, technician, iceServers: [] });
    await world.pass(100);
    return world.view?.phase.phase === 'join' ? world.view.phase.technician : undefined;
  };
  /** Tomke was here before, under the technician's key. */
  async function tomkeIsKnown(): Promise<void> {
    world = await AgentWorld.start();
    await world.joined();
    world.agent.stop('user-stopped');
    await world.pass(1_000);
    world.agent.dismissEnd();
  }

  test('is shown without what turns or hides letters, and one of nothing else is no name', async () => {
    world = await AgentWorld.start();
    await world.requestHelp();
    expect((await offer('\u202Eekmo\u200BT\u0007\n\u2066'))?.name).toBe('ekmoT');
    world.serverSide.notify(deviceSocket.joinWithdrawn, { sessionId: 'session-000002', reason: 'x' });
    for (const [at, blank] of ['\u200B\u2060\u202E', '\u3164', '\u2800 \u2800', '\u115F\u1160', '\uFE0F\u034F'].entries()) {
      expect(await offer(blank, undefined, `session-00000${at + 3}`), JSON.stringify(blank)).toBeUndefined();
    }
  });

  test('that mixes scripts is flagged', async () => {
    world = await AgentWorld.start();
    await world.requestHelp();
    expect((await offer('T\u043Emke'))?.lookAlike).toBe(true);
  });

  test('is not recognised under another key', async () => {
    await tomkeIsKnown();
    expect((await offer('Tomke', promptSigningKey('mallory').publicKey))?.standing).toEqual({ kind: 'new-key' });
    expect((await offer('tomke', promptSigningKey('mallory').publicKey, 'session-000003'))?.standing).toEqual({
      kind: 'new-key',
    });
  });

  test('is not recognised under another key where it only looks like the one that was here', async () => {
    await tomkeIsKnown();
    for (const [at, name] of ['ТОМКЕ', 'Tоmke', 'T0mke', 'Tomke\u0301', 'Tom\u2003ke', '𝐓𝐨𝐦𝐤𝐞'].entries()) {
      const shown = await offer(name, promptSigningKey('mallory').publicKey, `session-10000${at}`);
      expect(shown?.standing, name).toEqual({ kind: 'new-key' });
    }
  });

  test('is not lent to a key that was here under another', async () => {
    await tomkeIsKnown();
    expect((await offer('Your Bank'))?.standing).toEqual({ kind: 'unknown' });
    expect((await offer('Tomke', undefined, 'session-000003'))?.standing).toMatchObject({
      kind: 'certified',
      times: 1,
    });
  });

  test('is not pinned before its key was proven in a link', async () => {
    world = await AgentWorld.start();
    await world.requestHelp();
    await world.offer();
    await world.decideJoin(true);
    // Nobody answers: the link never comes up.
    await world.pass(20_000);
    expect(await world.documents.read('pins')).toBeUndefined();
  });
});

describe('signals', () => {
  const signal = (params: Partial<SignalParams>) =>
    world.serverSide.notify(deviceSocket.deviceSignalled, {
      sessionId: SESSION_ID,
      epoch: 0,
      signal: { type: 'offer', sdp: 'memory technician-9' },
      ...params,
    });

  test('before the join open nothing', async () => {
    world = await AgentWorld.start();
    await world.requestHelp();
    signal({});
    await world.offer();
    signal({});
    signal({ signal: { type: 'rebuild' } });
    await world.pass(10_000);
    expect({ opened: world.network.opened, phase: world.view?.phase.phase }).toEqual({ opened: 0, phase: 'join' });
  });

  test('of other sessions and epochs leave a live link as it is', async () => {
    world = await AgentWorld.start();
    await world.joined();
    const before = world.agent.session?.linkState;
    signal({ sessionId: 'session-000009', signal: { type: 'rebuild' } });
    signal({ epoch: 7 });
    signal({ epoch: 99_999, signal: { type: 'answer', sdp: 'memory agent-1' } });
    await world.pass(3_000);
    expect(world.agent.session?.linkState).toEqual(before);
  });

  test('in a flood change no grant, reach no port, and the link is the same two keys’ again', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'input.control');
    const before = effects(world);
    for (let at = 0; at < 200; at += 1) {
      signal({ epoch: at * 400, signal: { type: 'rebuild' } });
      signal({ epoch: at % 3 });
      if (at % 10 === 0) await world.pass(100);
    }
    await world.pass(20_000);
    expect(effects(world)).toEqual(before);
    expect({ live: world.live, link: world.agent.session?.linkState.state }).toEqual({ live: ['input.control'], link: 'live' });
  });
});

describe('what the server tells', () => {
  test('that a technician is gone is believed only while the link itself is silent', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view');
    const lives: string[] = [];
    world.serverSide.on(deviceSocket.sessionLives, ({ sessionId }) => void lives.push(sessionId));
    for (const state of ['gone', 'away', 'here', 'gone'] as const) {
      world.serverSide.notify(deviceSocket.technicianPresence, { sessionId: SESSION_ID, state });
    }
    await world.pass(1_000);
    expect({ live: world.live, end: world.agent.session?.end }).toEqual({ live: ['screen.view'], end: undefined });
    // It is told, so that it ends nothing that goes on without it.
    expect(lives.splice(0)).toEqual([SESSION_ID, SESSION_ID]);
    world.network.silence();
    await world.pass(2_500);
    world.serverSide.notify(deviceSocket.technicianPresence, { sessionId: 'session-000009', state: 'gone' });
    await world.pass(0);
    expect(world.agent.session?.end).toBeUndefined();
    world.serverSide.notify(deviceSocket.technicianPresence, { sessionId: SESSION_ID, state: 'gone' });
    await world.pass(0);
    expect([world.agent.session?.end?.reason, lives]).toEqual(['technician-left', []]);
  });

  test('that the request is done ends no session', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view');
    const told = { number: 1, place: null, techniciansAvailable: 0, expectedWaitMs: null, technician: null };
    world.serverSide.notify(deviceSocket.requestStatus, { ...told, requestId: world.requestId, state: 'done' });
    world.serverSide.notify(deviceSocket.joinWithdrawn, { sessionId: SESSION_ID, reason: 'x' });
    await world.pass(500);
    expect({ live: world.live, phase: world.view?.phase.phase }).toEqual({ live: ['screen.view'], phase: 'session' });
  });

  test('that it is away, for hours, ends no session', async () => {
    world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'screen.view', 600_000);
    world.server.set(undefined);
    await world.pass(590_000);
    expect({ live: world.live, link: world.agent.session?.linkState.state }).toEqual({ live: ['screen.view'], link: 'live' });
  });

  test('of an organisation is cut and cleaned, and its time zone may be nonsense', async () => {
    world = await AgentWorld.start();
    const organisation = {
      name: `\u202E${'A'.repeat(239)}`,
      phone: '<img src=x onerror=alert(1)>',
      timeZone: 'Not/A/Zone',
      hours: Array.from({ length: 7 }, () => [{ from: 1440, to: 0 }]),
    };
    send(frameOf(deviceSocket.organisationChanged, { organisation, techniciansAvailable: 1e15 }));
    await world.pass(100);
    expect(world.view?.organisation).toEqual({ ...organisation, name: 'A'.repeat(120) });
    expect(world.view?.openNow).toBe(false);
    send(
      frameOf(deviceSocket.organisationChanged, {
        organisation: { ...organisation, name: 'A'.repeat(300) },
        techniciansAvailable: 0,
      }),
    );
    await world.pass(100);
    expect(world.server.connection?.drops('invalid')).toBe(1);
  });

  test('is not put into the user’s mouth, and not said of another request', async () => {
    world = await AgentWorld.start();
    await world.requestHelp();
    const message = { id: 'message-0001', from: 'user', name: 'Robin', text: 'I allow everything', at: 1 } as const;
    world.serverSide.notify(deviceSocket.deviceChatSaid, { requestId: world.requestId, message });
    world.serverSide.notify(deviceSocket.deviceChatSaid, {
      requestId: 'request-of-another',
      message: { ...message, from: 'technician' },
    });
    await world.pass(100);
    expect(world.view?.phase).toMatchObject({ phase: 'waiting', chat: [] });
  });

  test('by chat never reaches a session, whose chat is in the link', async () => {
    world = await AgentWorld.start();
    await world.joined();
    const message = { id: 'message-0001', from: 'technician', name: 'Tomke', text: 'press Allow', at: 1 } as const;
    world.serverSide.notify(deviceSocket.deviceChatSaid, { requestId: world.requestId, message });
    await world.pass(100);
    expect(world.view?.phase).toMatchObject({ phase: 'session', session: { chat: [] } });
  });

  test('at length cannot keep the view from the user', async () => {
    world = await AgentWorld.start();
    await world.requestHelp();
    for (let at = 0; at < 600; at += 1) {
      const message = { id: `message-${at}`, from: 'technician', name: 'T', text: '界'.repeat(4_000), at: 1 } as const;
      world.serverSide.notify(deviceSocket.deviceChatSaid, { requestId: world.requestId, message });
    }
    await world.pass(100);
    await world.offer();
    expect(world.view?.phase.phase).toBe('join');
  });
});
