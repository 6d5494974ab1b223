import { CAPABILITIES, type Capability, consoleSocket, deviceSocket, linkPage, session, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { promptSigningKey } from '@alongside/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../fixtures/agent-world.ts';
import { playedAs } from './attack-notes.ts';
import { Aim, allEffects, effects } from './effects.ts';
import { frameOf, messagesNotOf, messagesOf, NOISE, samplesOf, spoiled } from './samples.ts';

playedAs('technician in a session');

/**
 * A hostile technician in a verified link. Every message of the contract is sent in every situation in which it must not
 * work; messages that are added later come along by themselves.
 */

const CONTRACT = contract(session);
const OURS = messagesOf(CONTRACT, 'technician');
const GUARDED = OURS.filter(({ needs }) => needs !== undefined);
const LONG = 8 * 60 * 60 * 1000;

let world: AgentWorld;
type Technician = Awaited<ReturnType<AgentWorld['joined']>>;

afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

async function joined(): Promise<Technician> {
  world = await AgentWorld.start();
  return world.joined();
}

/** Everything allowed, a shell open, the screen shown. */
async function allAllowed(but?: Capability): Promise<Technician> {
  const technician = await joined();
  for (const capability of CAPABILITIES) if (capability !== but) await world.granted(technician, capability, LONG);
  if (but !== 'shell.run') {
    await world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
  }
  // Until the first heartbeats are in, input has no age.
  await world.pass(1_500);
  return technician;
}

/** Sends every message that needs a grant and expects that none of them did anything. */
async function expectNothing(technician: Technician, messages = GUARDED): Promise<void> {
  const before = effects(world);
  const aim = new Aim(world, technician);
  const dropped = world.drops.length;
  const frames = messages.flatMap((message) => aim.frames(message));
  aim.send(...frames);
  await world.pass(300);
  expect(effects(world)).toEqual(before);
  const reasons = world.drops.slice(dropped);
  expect(reasons.length).toBeGreaterThan(0);
  expect(new Set(reasons)).toEqual(new Set(['refused']));
}

describe('under its grant', () => {
  /** Their only effect is on what the agent sends; that is looked at in the agent's own tests. */
  const QUIET = new Set(['shell/ack', 'screen/wake']);

  test.each(GUARDED.filter(({ method }) => !QUIET.has(method)).map((message) => [message.method, message] as const))(
    '%s does something, so that the other tests mean something',
    async (_method, message) => {
      const technician = await allAllowed();
      const before = allEffects(world);
      const aim = new Aim(world, technician);
      aim.send(...aim.frames(message));
      await world.pass(300);
      expect(allEffects(world)).not.toEqual(before);
    },
  );
});

describe('a message that needs a grant has no effect', () => {
  test('while nothing is allowed', async () => {
    expect(new Set(GUARDED.map(({ needs }) => needs))).toEqual(new Set(CAPABILITIES));
    await expectNothing(await joined());
  });

  test.each(CAPABILITIES)('where everything but %s is allowed', async (capability) => {
    const technician = await allAllowed(capability);
    await expectNothing(
      technician,
      GUARDED.filter(({ needs }) => needs === capability),
    );
  });

  test('after its time is over', async () => {
    const technician = await joined();
    for (const capability of CAPABILITIES) await world.granted(technician, capability, 60_000);
    await world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
    await world.pass(61_000);
    expect(world.live).toEqual([]);
    await expectNothing(technician);
  });

  test('to the moment, not to the next tick', async () => {
    const technician = await joined();
    await world.granted(technician, 'shell.run', 60_000);
    const { shellId } = await world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
    const left = world.agent.session?.consent.live[0]?.remainingMs ?? 0;
    await world.clock.advance(left);
    technician.connection.notify(session.shellInput, { shellId, data: 'late\r' });
    await world.pass(0);
    expect(world.shells.processes[0]?.written).toEqual([]);
  });

  test('after it was taken back', async () => {
    const technician = await allAllowed();
    for (const capability of CAPABILITIES)
      void world.page.call(shellPage.grantTakeBack, { sessionId: world.sessionId, capability });
    await world.pass(100);
    expect(world.live).toEqual([]);
    await expectNothing(technician);
  });

  test('after the technician gave it back', async () => {
    const technician = await allAllowed();
    for (const capability of CAPABILITIES) void technician.connection.call(session.grantReturn, { capability });
    await world.pass(100);
    expect(world.live).toEqual([]);
    await expectNothing(technician);
  });

  test('after Stop, while the link still carries the farewell', async () => {
    const technician = await allAllowed();
    void world.page.call(shellPage.sessionStop, { by: 'button' });
    await world.pass(0);
    const before = effects(world);
    const aim = new Aim(world, technician);
    aim.send(...OURS.flatMap((message) => aim.frames(message)));
    await world.pass(100);
    expect(effects(world)).toEqual(before);
    await world.pass(2_000);
    aim.send(...GUARDED.flatMap((message) => aim.frames(message)));
    await world.pass(1_000);
    expect(effects(world)).toEqual(before);
    expect(world.view?.phase.phase).toBe('ended');
  });
});

describe('while everything is allowed but frozen, a message has no effect', () => {
  /** These do nothing to the machine and may come meanwhile, so that streams do not jam. */
  const ACTIVE = GUARDED.filter(({ method }) => !['shell/ack', 'shell/close', 'shell/resize', 'screen/wake'].includes(method));

  test('a dialog is open', async () => {
    const technician = await allAllowed('diagnostics.read');
    await world.settled(technician.ask('diagnostics.read'));
    expect(world.shells.processes[0]?.frozen).toBe(true);
    await expectNothing(technician, ACTIVE);
  });

  test('the user paused', async () => {
    const technician = await allAllowed();
    void world.page.call(shellPage.sessionPause, { sessionId: world.sessionId, paused: true });
    await world.pass();
    expect(world.shells.processes[0]?.frozen).toBe(true);
    await expectNothing(technician, ACTIVE);
  });

  test('the user is asked what may go on', async () => {
    const technician = await allAllowed();
    await world.pass(30 * 60_000);
    expect(world.view?.phase).toMatchObject({ phase: 'session', session: { review: {} } });
    await expectNothing(technician, ACTIVE);
  });

  test.each([
    ['forward', 6_000],
    ['back', -6_000],
  ])('the wall clock jumped %s', async (_way, ms) => {
    const technician = await allAllowed();
    world.clock.jumpWall(ms);
    await expectNothing(technician, ACTIVE);
    await world.pass(2_000);
    await expectNothing(technician, ACTIVE);
  });

  test('the link was lost: what waited in it is too old when it comes, and held keys are let go', async () => {
    const technician = await allAllowed();
    const batch = (seq: number, code: string) =>
      technician.connection.notify(session.inputBatch, {
        epoch: technician.link.epoch,
        seq,
        sentAt: world.clock.monotonic(),
        events: [{ type: 'key', code, down: true }],
      });
    batch(0, 'KeyA');
    await world.pass(100);
    expect([...world.input.held]).toEqual(['KeyA']);
    world.network.silence();
    await world.pass(1_000);
    batch(1, 'KeyB');
    await world.pass(1_500);
    expect(world.agent.session?.consent.mayAct('input.control')?.code).toBe('consent.frozen');
    expect([...world.input.held]).toEqual([]);
    const acts = [...world.input.acts];
    world.network.restore();
    await world.pass(10_000);
    expect(world.agent.session?.linkState.state).toBe('live');
    expect(world.input.acts).toEqual(acts);
  });
});

describe('frames that no honest technician sends', () => {
  /** Sends them where everything is allowed, which is when they could do most. */
  async function expectDropped(frames: readonly string[], reasons: readonly string[]): Promise<void> {
    const technician = await allAllowed();
    const before = effects(world);
    const feed = world.entryTypes.length;
    const aim = new Aim(world, technician);
    // Enough of them end the session as a flood, which is another test.
    for (let at = 0; at < frames.length; at += 50) {
      aim.send(...frames.slice(at, at + 50));
      await world.pass(20);
    }
    expect(effects(world)).toEqual(before);
    expect(world.drops.length).toBe(frames.length);
    expect(new Set(world.drops)).toEqual(new Set(reasons));
    expect(world.entryTypes.length).toBe(feed);
    expect(world.agent.session?.end).toBeUndefined();
  }

  test('no message at all', async () => {
    await expectDropped(
      NOISE.filter((frame) => !/^\{"c"|chat\/say/u.test(frame)),
      ['malformed', 'unknown', 'stray-answer'],
    );
  });

  test('messages of every other contract: consent/answer, screen/start, signals', async () => {
    const foreign = [shellPage, linkPage, deviceSocket, consoleSocket].flatMap((group) => [...contract(group).values()]);
    const unknown = foreign.filter(({ method }) => !CONTRACT.has(method));
    expect(unknown.map(({ method }) => method)).toContain('consent/answer');
    await expectDropped(
      unknown.map((message, at) => frameOf(message, samplesOf(message.params, 1)[0], 500 + at)),
      ['unknown'],
    );
  });

  test('messages that are the agent’s to send', async () => {
    const theirs = messagesNotOf(CONTRACT, 'technician');
    expect(theirs.map(({ method }) => method)).toContain('grant/state');
    await expectDropped(
      theirs.map((message) => frameOf(message, samplesOf(message.params, 1)[0])),
      ['wrong-side'],
    );
  });

  test('requests as notifications and the other way round', async () => {
    await expectDropped(
      OURS.map((message, at) => {
        const [params] = samplesOf(message.params, 1);
        const { method: m } = message;
        return JSON.stringify(message.kind === 'request' ? { m, p: params } : { m, i: 900 + at, p: params });
      }),
      ['malformed'],
    );
  });

  test('valid messages that are larger than they may be', async () => {
    await expectDropped(
      OURS.map((message) => {
        const frame = frameOf(message, samplesOf(message.params, 1)[0]);
        return frame + ' '.repeat(message.maxBytes - frame.length + 1);
      }),
      ['oversize'],
    );
  });

  test('every place of every message spoiled in every way', async () => {
    const technician = await allAllowed();
    const before = effects(world);
    const frames = OURS.flatMap((message) =>
      spoiled(samplesOf(message.params, 1)[0] ?? null)
        .filter((params) => !message.params.safeParse(params).success)
        .map((params, at) => frameOf(message, params, 2_000 + at))
        // Larger ones do not leave an honest peer's channel, and break a hostile one's (packages/peer).
        .filter((frame) => frame.length < 200_000),
    );
    expect(frames.length).toBeGreaterThan(300);
    const aim = new Aim(world, technician);
    for (let at = 0; at < frames.length; at += 20) {
      aim.send(...frames.slice(at, at + 20));
      await world.pass(100);
    }
    expect(effects(world)).toEqual(before);
    expect(world.drops.length).toBe(frames.length);
    expect([...new Set(world.drops)].sort()).toEqual(['invalid', 'oversize']);
    expect(world.agent.session?.end).toBeUndefined();
  });

  test('too many of them end the session', async () => {
    const technician = await allAllowed();
    const aim = new Aim(world, technician);
    for (let at = 0; at < 20; at += 1) {
      aim.send(...Array.from({ length: 100 }, () => '{"m":"no/such","p":{}}'));
      await world.pass(50);
    }
    expect(world.agent.session?.end?.reason).toBe('flooded');
    expect({ live: world.live, open: world.input.open_, capturing: world.frame.capturing }).toEqual({
      live: [],
      open: 0,
      capturing: false,
    });
  });
});

describe('the same again', () => {
  test('a batch of input acts once', async () => {
    const technician = await allAllowed();
    const aim = new Aim(world, technician);
    const frame = frameOf(session.inputBatch, {
      epoch: technician.link.epoch,
      seq: 0,
      sentAt: world.clock.monotonic(),
      events: [{ type: 'text', text: 'x' }],
    });
    aim.send(frame, frame, frame);
    await world.pass(100);
    expect({ acts: world.input.acts, refusals: technician.refusals }).toEqual({ acts: ['text "x"'], refusals: ['input.stale'] });
  });

  test('a chat message is entered once, however fast it is repeated', async () => {
    const technician = await joined();
    const aim = new Aim(world, technician);
    const frame = (id: number) => frameOf(session.chatSay, { messageId: 'message-1', text: 'hello', at: 1 }, id);
    aim.send(frame(1), frame(2), frame(3));
    await world.pass(100);
    aim.send(frame(4));
    await world.pass(100);
    expect(world.entryTypes.filter((type) => type === 'chat/said')).toHaveLength(1);
    expect(world.agent.session?.chat).toHaveLength(1);
  });

  test('a question’s number cannot stand for another question', async () => {
    const technician = await joined();
    const askId = await world.settled(technician.ask('diagnostics.read'));
    await world.answer(true);
    const again = { askId, capability: 'shell.run', reason: 'something else', durationMs: 600_000 } as const;
    const refused = await world.settled(technician.connection.call(session.consentAsk, again).catch((error) => error.code));
    expect({ refused, dialog: world.agent.session?.consent.dialog }).toEqual({ refused: 'consent.asked-already', dialog: null });
  });
});

describe('consent stays where it was given', () => {
  test('another technician, later, begins with nothing and can take up nothing', async () => {
    const first = await allAllowed();
    first.connection.notify(session.sessionBye, { reason: 'finished' });
    await world.pass(3_000);
    expect({ live: world.live, capturing: world.frame.capturing, open: world.input.open_ }).toEqual({
      live: [],
      capturing: false,
      open: 0,
    });
    world.agent.dismissEnd();
    const key = promptSigningKey('another');
    const sessionId = 'session-000002';
    await world.offer(sessionId, world.requestId, key.publicKey);
    const second = world.technician({ key, sessionId });
    await world.decideJoin(true, sessionId);
    await world.pass(1_500);
    expect(second.link.state.value.state).toBe('live');
    await expectNothing(second);
    // Not by the user's page either: what ran out was the first one's.
    for (const capability of CAPABILITIES)
      void world.page.call(shellPage.grantProlong, { sessionId: world.sessionId, capability, durationMs: 600_000 });
    void world.page.call(shellPage.screenChooseAgain, { sessionId: world.sessionId }).catch(() => undefined);
    await world.pass(300);
    expect(world.live).toEqual([]);
    await expectNothing(second);
  });

  test('the first one’s link says nothing in the second one’s session', async () => {
    const first = await allAllowed();
    void world.page.call(shellPage.sessionStop, { by: 'button' });
    await world.pass(3_000);
    world.agent.dismissEnd();
    const sessionId = 'session-000002';
    await world.offer(sessionId);
    const second = world.technician({ sessionId });
    await world.decideJoin(true, sessionId);
    await world.pass(1_500);
    await world.granted(second, 'shell.run');
    const { shellId } = await world.settled(second.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
    const before = effects(world);
    first.link.transport.send(frameOf(session.shellInput, { shellId, data: 'id\r' }));
    await world.pass(500);
    expect(effects(world)).toEqual(before);
  });
});

test('a capability that is not offered is no capability', async () => {
  const technician = await joined();
  const aim = new Aim(world, technician);
  const ask = { askId: 'ask-00000001', reason: 'x', durationMs: 60_000 };
  const names = ['files.read', 'files.write', 'clipboard.read', 'clipboard.write', 'system.restart', 'session.record'];
  aim.send(
    ...[...names, '', 'all', '*', 'SCREEN.VIEW'].map((capability, at) =>
      frameOf(session.consentAsk, { ...ask, capability }, at + 1),
    ),
  );
  await world.pass(100);
  expect(world.drops).toEqual(Array.from({ length: names.length + 4 }, () => 'invalid'));
  expect(world.agent.session?.consent.dialog).toBeNull();
});
