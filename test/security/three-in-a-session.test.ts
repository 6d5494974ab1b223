import { exportLedger, readLedger, verifyLedger } from '@alongside/consent';
import { CAPABILITIES, deviceSocket, session, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { promptSigningKey } from '@alongside/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { HELPS, ThreeWorld, WATCHES } from '../fixtures/three-world.ts';
import { playedAs } from './attack-notes.ts';
import { Aim, effects } from './effects.ts';
import { messagesOf } from './samples.ts';

playedAs('technician in a session', 'server');

/** Whoever handed over comes back to watch: what they, whoever helps, and the server may not get by it. */

let three: ThreeWorld;
afterEach(() => {
  expect(three.world.faults).toEqual([]);
  three.dispose();
});

const begun = async (options?: Parameters<typeof ThreeWorld.start>[0]) => {
  three = await ThreeWorld.start(options);
  return three.world;
};
const watching = () => three.world.agent.watch.session;

describe('an offer to watch', () => {
  test('of anybody but whoever handed over, or of another session, is dropped', async () => {
    await begun();
    await three.offerToWatch({ publicKey: promptSigningKey('mallory').publicKey });
    await three.offerToWatch({ watches: 'session-000009' });
    await three.offerToWatch({ watches: 'session-000001' });
    await three.offerToWatch({ requestId: 'request-000009' });
    expect([three.watcherView, three.world.agent.watch.join.view]).toEqual([undefined, undefined]);
    await three.offerToWatch();
    expect(three.watcherView).toMatchObject({ state: 'asking', sessionId: WATCHES });
  });

  test('is dropped where the first one left without handing over', async () => {
    await begun({ handsOver: false });
    await three.offerToWatch();
    expect(three.watcherView).toBeUndefined();
  });

  test('after a no nobody is asked again in that session, nor after being sent away', async () => {
    const world = await begun();
    await three.offerToWatch();
    await world.decideJoin(false, WATCHES);
    expect(world.joinAnswers.at(-1)).toBe(false);
    await three.offerToWatch({ sessionId: 'session-000004' });
    expect([three.watcherView, world.joinAnswers.slice(-2)]).toEqual([undefined, [false, false]]);
  });

  test('of another request of the same user’s is dropped, whoever handed that one over', async () => {
    await begun({ otherRequest: true });
    await three.offerToWatch();
    expect([three.watcherView, three.world.session?.joined.requestId]).toEqual([undefined, three.world.requestId]);
  });

  test('silence is waited out, the third is a no, and meanwhile the helper acts', async () => {
    const world = await begun();
    await world.granted(three.helper, 'input.control');
    let frozenMs = 0;
    for (let nth = 0; nth < 60; nth += 1) {
      await three.offerToWatch({ sessionId: `session-1${String(nth).padStart(5, '0')}` });
      for (let second = 0; second < 10; second += 1) {
        if (world.sessionView?.lights[0]?.frozen) frozenMs += 1_000;
        await world.pass(1_000);
      }
    }
    // Three questions, each for as long as one stands.
    expect(frozenMs).toBeLessThanOrEqual(3 * 125_000);
    expect([three.watcherView, world.joinAnswers.at(-1)]).toEqual([undefined, false]);
  });

  test('that the server says again while the user is asked is the same question', async () => {
    const world = await begun();
    await three.offerToWatch();
    await three.offerToWatch();
    expect([three.watcherView?.state, world.joinAnswers.length]).toEqual(['asking', 2]);
    await world.decideJoin(true, WATCHES);
    expect([watching()?.joined.sessionId, world.joinAnswers.at(-1)]).toEqual([WATCHES, true]);
  });

  test('whose session ended while the yes was on its way opens nothing', async () => {
    const world = await begun();
    await three.offerToWatch();
    let answer: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    world.serverSide.handle(deviceSocket.joinAnswer, async () => {
      await held;
      return null;
    });
    await world.decideJoin(true, WATCHES);
    three.helper.connection.notify(session.sessionBye, { reason: 'technician-left' });
    await world.pass(1_000);
    const { opened } = world.network;
    answer();
    await world.pass(1_000);
    expect([watching(), world.network.opened]).toEqual([undefined, opened]);
    expect(world.ends).toContain('watch-over');
  });

  test('waits while the user is asked something else, and is gone with the session that it is about', async () => {
    const world = await begun();
    await world.settled(three.helper.ask('shell.run'));
    await three.offerToWatch();
    expect([world.ask?.capability, three.watcherView]).toEqual(['shell.run', undefined]);
    await world.answer(false);
    expect(three.watcherView).toMatchObject({ state: 'asking' });
    three.helper.connection.notify(session.sessionBye, { reason: 'technician-left' });
    await world.pass(3_000);
    expect(world.agent.watch.join.view).toBeUndefined();
    await world.decideJoin(true, WATCHES);
    expect(watching()).toBeUndefined();
  });
});

describe('whoever watches', () => {
  test('gets nothing by being let in, and has no message for anything but the screen', async () => {
    const world = await begun();
    for (const capability of CAPABILITIES) await world.granted(three.helper, capability);
    const { watcher } = await three.watching();
    await world.pass(1_500);
    expect([watcher.grants, world.frame.watched, three.watcherView?.light]).toEqual([[], false, null]);
    const before = effects(world);
    const aim = new Aim(world, watcher);
    const guarded = messagesOf(contract(session), 'technician').filter(({ needs }) => needs !== undefined);
    aim.send(...guarded.flatMap((message) => aim.frames(message, 2)));
    await world.pass(2_000);
    expect(effects(world)).toEqual(before);
    for (const capability of CAPABILITIES.filter((each) => each !== 'screen.view')) {
      await expect(world.settled(watcher.ask(capability))).rejects.toMatchObject({ code: 'consent.not-offered' });
    }
  });

  test('sees what the helper sees, by a yes of its own, and no longer', async () => {
    const world = await begun();
    const { watcher } = await three.watching();
    await expect(world.settled(watcher.ask('screen.view'))).rejects.toMatchObject({ code: 'screen.unavailable' });
    await world.granted(three.helper, 'screen.view');
    expect(world.frame.watched).toBe(false);
    await world.settled(watcher.ask('screen.view'));
    await three.answerWatcher(true);
    expect([world.frame.watched, watcher.grants, three.watcherView?.light?.capability]).toEqual([
      true,
      ['screen.view'],
      'screen.view',
    ]);
    void world.page.call(shellPage.grantTakeBack, { sessionId: HELPS, capability: 'screen.view' });
    await world.pass(200);
    expect([world.frame.watched, world.frame.capturing, watcher.grants]).toEqual([false, false, []]);
    // The helper's new screen is not shown by the old yes.
    await world.pass(10_000);
    await world.granted(three.helper, 'screen.view');
    expect([world.frame.capturing, world.frame.watched, watcher.grants]).toEqual([true, false, []]);
  });

  test('loses the picture alone when it is taken back, and the helper goes on', async () => {
    const world = await begun();
    const { watcher } = await three.bothSee();
    void world.page.call(shellPage.grantTakeBack, { sessionId: WATCHES, capability: 'screen.view' });
    await world.pass(200);
    expect([world.frame.watched, world.frame.capturing, watcher.grants, world.live]).toEqual([false, true, [], ['screen.view']]);
  });

  test('sees 20 minutes at most, and nobody makes it longer', async () => {
    const world = await begun();
    await world.granted(three.helper, 'screen.view', 3_600_000);
    const { watcher } = await three.watching();
    await world.settled(watcher.ask('screen.view', 3_600_000));
    await three.answerWatcher(true, { durationMs: 3_600_000 });
    const page = world.page.call(shellPage.grantProlong, {
      sessionId: WATCHES,
      capability: 'screen.view',
      durationMs: 600_000,
    });
    await expect(world.settled(page)).rejects.toMatchObject({ code: 'session.ended' });
    await world.pass(20 * 60_000);
    expect([world.frame.watched, world.frame.capturing, watcher.grants]).toEqual([false, true, []]);
    void world.page.call(shellPage.screenChooseAgain, { sessionId: WATCHES }).catch(() => undefined);
    await world.pass(500);
    expect(world.frame.watched).toBe(false);
  });

  test('is not seen by the pause either', async () => {
    const world = await begun();
    await three.bothSee();
    void world.page.call(shellPage.sessionPause, { sessionId: HELPS, paused: true });
    await world.pass(200);
    expect([world.frame.watched, three.watcherView?.light?.frozen]).toEqual([false, true]);
    void world.page.call(shellPage.sessionPause, { sessionId: HELPS, paused: false });
    await world.pass(200);
    expect([world.frame.watched, three.watcherView?.light?.frozen]).toEqual([true, false]);
  });

  test('that floods is thrown out alone', async () => {
    const world = await begun();
    const { watcher } = await three.watching();
    for (let sent = 0; sent < 2_000; sent += 1) watcher.link.transport.send('{"no":"message"}');
    await world.pass(3_000);
    expect([watching(), world.session?.end]).toEqual([undefined, undefined]);
  });
});

describe('one question over both', () => {
  test('while the user is asked about one, the other’s mouse and commands stand still', async () => {
    const world = await begun();
    for (const capability of ['screen.view', 'input.control', 'shell.run'] as const)
      await world.granted(three.helper, capability);
    const frozen = () => world.sessionView?.lights.map((light) => light.frozen);
    await world.settled(three.helper.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
    three.helper.connection.notify(session.inputBatch, {
      epoch: three.helper.link.epoch,
      seq: 0,
      sentAt: world.clock.monotonic(),
      events: [{ type: 'key', code: 'KeyA', down: true }],
    });
    await world.pass(100);
    expect([frozen(), [...world.input.held], world.shells.processes[0]?.frozen]).toEqual([
      [false, false, false],
      ['KeyA'],
      false,
    ]);
    await three.offerToWatch();
    expect([three.watcherView?.state, frozen()]).toEqual(['asking', [true, true, true]]);
    expect([[...world.input.held], world.shells.processes[0]?.frozen]).toEqual([[], true]);
    const before = effects(world);
    const aim = new Aim(world, three.helper);
    const acting = [session.inputBatch, session.shellOpen, session.shellInput, session.diagnosticsRun];
    aim.send(...acting.flatMap((message) => aim.frames(message)));
    await world.pass(500);
    expect(effects(world)).toEqual(before);
    const watcher = world.technician({ sessionId: WATCHES });
    watcher.connection.handle(session.companyTold, () => null);
    await world.decideJoin(true, WATCHES);
    await world.pass(500);
    expect([frozen(), world.shells.processes[0]?.frozen]).toEqual([[false, false, false], false]);
    await world.settled(watcher.ask('screen.view'));
    expect([three.watcherView?.ask?.capability, frozen()]).toEqual(['screen.view', [true, true, true]]);
    await three.answerWatcher(false);
    expect(frozen()).toEqual([false, false, false]);
  });

  test('the numbers that askers choose are of use for their own session alone', async () => {
    const world = await begun();
    await world.granted(three.helper, 'screen.view');
    const { watcher } = await three.watching();
    // Both count from one: the same number stands for another question of the other's.
    const askId = await world.settled(watcher.ask('screen.view'));
    const words = 'May Ben use shell.run?';
    const wordsHash = world.crypto.sha256(words);
    await world.settled(
      three.helper.connection.call(session.consentAsk, {
        askId: 'ask-000009',
        capability: 'shell.run',
        reason: 'x',
        durationMs: 60_000,
      }),
    );
    expect([three.watcherView?.ask?.askId, world.ask]).toEqual([askId, null]);
    for (const dialogId of [askId, 'ask-000009']) {
      world.page.notify(shellPage.dialogVisible, { sessionId: HELPS, dialogId, visible: true, words });
      await world.pass(1_100);
      void world.page.call(shellPage.consentAnswer, {
        sessionId: HELPS,
        askId: dialogId,
        allow: true,
        durationMs: 60_000,
        wordsHash,
      });
      await world.pass(200);
    }
    expect([world.live, watcher.grants]).toEqual([['screen.view'], []]);
    await three.answerWatcher(false);
    expect(world.ask?.capability).toBe('shell.run');
    expect(world.view?.notices).toContainEqual({ kind: 'refused', sessionId: WATCHES });
  });
});

describe('the end', () => {
  test.each([
    ['Stop', 'user-stopped'],
    ['the helper’s leaving', 'watch-over'],
  ] as const)('%s ends both, and nothing is seen after it', async (how, reason) => {
    const world = await begun();
    const { watcher } = await three.bothSee();
    if (how === 'Stop') void world.page.call(shellPage.sessionStop, { by: 'button' });
    else three.helper.connection.notify(session.sessionBye, { reason: 'technician-left' });
    await world.pass(200);
    expect([world.frame.watched, world.frame.capturing, watching()]).toEqual([false, false, undefined]);
    await world.pass(5_000);
    expect(watcher.byes).toEqual([reason]);
    expect(world.ends).toEqual(expect.arrayContaining([reason]));
    await world.settled(watcher.ask('screen.view').catch(() => undefined));
    await three.offerToWatch({ sessionId: 'session-000005' });
    expect([world.view?.phase.phase, world.agent.watch.join.view]).toEqual(['ended', undefined]);
  });

  test('a frame that hangs is thrown away at Stop, and at the take-back of who watches', async () => {
    const world = await begun();
    await three.bothSee();
    world.frame.hangs = true;
    void world.page.call(shellPage.grantTakeBack, { sessionId: WATCHES, capability: 'screen.view' });
    await world.pass(250);
    expect([world.pages.resets, world.frame.watched, world.frame.capturing]).toEqual([1, false, false]);
  });

  test('whoever watches leaves, or is sent away, and the helper stays', async () => {
    const world = await begun();
    await three.bothSee();
    void world.page.call(shellPage.watchEnd, { sessionId: WATCHES });
    await world.pass(500);
    expect([watching(), world.frame.watched, world.live]).toEqual([undefined, false, ['screen.view']]);
    await world.pass(3_000);
    expect(three.helperHeard.company).toEqual([]);
    await three.offerToWatch({ sessionId: 'session-000004' });
    expect([three.watcherView, world.joinAnswers.at(-1)]).toEqual([undefined, false]);
  });
});

describe('words of three', () => {
  test('go to all, by name, once the helper’s page has said that it shows who reads along', async () => {
    const world = await begun();
    three.helperHeard.answers = false;
    const { watcher, heard } = await three.watching();
    expect([three.helperHeard.company, heard.company]).toEqual([
      [{ name: 'Tomke', part: 'watches' }],
      [{ name: 'Ben', part: 'helps' }],
    ]);
    await world.settled(three.helper.connection.call(session.chatSay, three.said('message-0002', 'not for others')));
    await world.settled(world.page.call(shellPage.pageChatSay, { text: 'hello both' }));
    expect(heard.relayed.map(({ name, text }) => [name, text])).toEqual([['Robin', 'hello both']]);
    await world.settled(watcher.connection.call(session.chatSay, three.said('message-0003', 'I see it')));
    expect(three.helperHeard.relayed.map(({ name, text }) => [name, text])).toEqual([['Tomke', 'I see it']]);
    expect(world.sessionView?.chat.map(({ name, text }) => `${name}: ${text}`)).toEqual([
      'Tomke: before it all',
      'Ben: not for others',
      'Robin: hello both',
      'Tomke: I see it',
    ]);
  });

  test('an answer to who was here before is none to who is here now', async () => {
    const world = await begun();
    three.helperHeard.answers = false;
    const { watcher } = await three.watching();
    watcher.connection.notify(session.sessionBye, { reason: 'technician-left' });
    await world.pass(3_000);
    const { heard } = await three.watching('session-000007');
    three.helperHeard.release[0]?.();
    await world.pass(100);
    await world.settled(three.helper.connection.call(session.chatSay, three.said('message-0002', 'for the user')));
    expect(heard.relayed).toEqual([]);
    for (const answer of three.helperHeard.release) answer();
    await world.pass(100);
    await world.settled(three.helper.connection.call(session.chatSay, three.said('message-0003', 'for both')));
    expect(heard.relayed.map(({ text }) => text)).toEqual(['for both']);
  });

  test('are entered in both records, which hold', async () => {
    const world = await begun();
    const { watcher, heard } = await three.watching();
    await world.settled(three.helper.connection.call(session.chatSay, three.said('message-0002', 'look here')));
    await world.settled(watcher.connection.call(session.chatSay, three.said('message-0003', 'I do')));
    expect(heard.relayed.map(({ text }) => text)).toEqual(['look here']);
    await world.pass(500);
    void world.page.call(shellPage.sessionStop, { by: 'button' });
    await world.pass(5_000);
    const told = async (sessionId: string) => {
      const lines = world.ledgers.files.get(sessionId) ?? [];
      const verified = await verifyLedger(exportLedger(readLedger(lines, world.crypto)), world.crypto);
      expect(verified.verdict).toBe('good');
      return verified.events.map(({ type }) => type).filter((type) => /^(watch|chat|session\/end)/u.test(type));
    };
    expect(await told(HELPS)).toEqual(['watch/began', 'chat/said', 'chat/relayed', 'watch/ended', 'session/end']);
    expect(await told(WATCHES)).toEqual(['watch/joined', 'chat/relayed', 'chat/said', 'session/end']);
  });
});

test('barred, whoever watches leaves at once, and the helper stays', async () => {
  three = await ThreeWorld.start();
  const { world } = three;
  await three.bothSee();
  world.serverSide.notify(deviceSocket.technicianPresence, { sessionId: WATCHES, state: 'barred' });
  await world.pass(200);
  expect([watching(), world.frame.watched, world.session?.end, world.live]).toEqual([
    undefined,
    false,
    undefined,
    ['screen.view'],
  ]);
});

test('revoked, whoever watches leaves at once, and the user reads so', async () => {
  three = await ThreeWorld.start();
  const { world } = three;
  await three.bothSee();
  const { organisation } = world;
  if (!organisation) throw new Error('no organisation');
  const now = world.clock.now();
  const revocations = await organisation.revocations({ number: 2, at: now, keys: [world.technicianKey.publicKey] });
  world.serverSide.notify(deviceSocket.trustChanged, { documents: [{ revocations, policy: null }] });
  await world.pass(500);
  expect([watching(), world.frame.watched, world.session?.end]).toEqual([undefined, false, undefined]);
  expect(world.view?.notices).toContainEqual({ kind: 'revoked', name: 'Tomke' });
});

test('an offer that is taken back while it waits is not asked about', async () => {
  three = await ThreeWorld.start();
  const { world } = three;
  await world.settled(three.helper.ask('shell.run'));
  await three.offerToWatch();
  world.serverSide.notify(deviceSocket.joinWithdrawn, { sessionId: WATCHES, reason: 'taken back' });
  await world.pass(50);
  await world.answer(false);
  await world.pass(500);
  expect(three.watcherView).toBeUndefined();
});

test('the pause is not of whoever watches alone', async () => {
  three = await ThreeWorld.start();
  const { world } = three;
  await three.bothSee();
  const paused = world.page.call(shellPage.sessionPause, { sessionId: WATCHES, paused: true });
  await expect(world.settled(paused)).rejects.toMatchObject({ code: 'session.ended' });
});

test('the watcher’s question waits while the helper’s stands, unseen and unentered', async () => {
  three = await ThreeWorld.start();
  const { world } = three;
  await world.granted(three.helper, 'screen.view');
  const { watcher } = await three.watching();
  await world.settled(three.helper.ask('shell.run'));
  await world.settled(watcher.ask('screen.view'));
  expect([world.ask?.capability, three.watcherView?.ask]).toEqual(['shell.run', null]);
  await world.answer(false);
  expect([world.ask, three.watcherView?.ask?.capability]).toEqual([null, 'screen.view']);
});

test('what the user writes before the record says that somebody watches goes to nobody else', async () => {
  three = await ThreeWorld.start();
  const { world } = three;
  await three.offerToWatch();
  const watcher = world.technician({ sessionId: WATCHES });
  const relayed: string[] = [];
  watcher.connection.handle(session.companyTold, () => null);
  watcher.connection.on(session.chatRelayed, ({ text }) => void relayed.push(text));
  const helping = world.session;
  if (!helping) throw new Error('no helper');
  const began = helping.company.watchBegan.bind(helping.company);
  helping.company.watchBegan = async (other) => {
    await helping.say('before it is entered');
    await world.clock.advance(0);
    await began(other);
  };
  await world.decideJoin(true, WATCHES);
  await world.pass(1_000);
  expect([HELPS, relayed]).toEqual([HELPS, []]);
});
