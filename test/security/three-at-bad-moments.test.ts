import { exportLedger, readLedger, verifyLedger } from '@alongside/consent';
import { deviceSocket, session, shellPage } from '@alongside/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { watching as said } from '../../packages/agent-ui/src/shell/session/watching.ts';
import { HELPS, ThreeWorld, WATCHES } from '../fixtures/three-world.ts';
import { playedAs } from './attack-notes.ts';

playedAs('technician in a session', 'server');

/** Three in a session, while a disk is slow or full, a link is lost, the clock jumps, or two things come at once. */

let three: ThreeWorld;
afterEach(() => {
  three.dispose();
});
const begun = async (options?: Parameters<typeof ThreeWorld.start>[0]) => {
  three = await ThreeWorld.start(options);
  return three.world;
};
const watching = () => three.world.agent.watch.session;
const offer = (sessionId: string) =>
  three.world.serverSide.notify(deviceSocket.joinOffered, {
    sessionId,
    requestId: three.world.requestId,
    technician: {
      id: 'user-0000001',
      name: 'Tomke',
      publicKey: three.world.technicianKey.publicKey,
      certificates: three.world.trust.certificates,
    },
    iceServers: [],
    watches: HELPS,
  });
const recordOf = async (sessionId: string) => {
  const { ledgers, crypto } = three.world;
  const verified = await verifyLedger(exportLedger(readLedger(ledgers.files.get(sessionId) ?? [], crypto)), crypto);
  expect(verified.verdict).toBe('good');
  return verified.events.map(({ type }) => type);
};

describe('after the computer slept, or its clock jumped', () => {
  test('what the user must answer is drawn, and they can answer it', async () => {
    const world = await begun();
    await three.bothSee();
    world.clock.jumpWall(60_000);
    await world.pass(2_000);
    expect([watching()?.consent.review ?? null, world.sessionView?.review !== null]).toEqual([null, true]);
  });

  test('the picture does not go on to whoever watches by a grant that stands still', async () => {
    const world = await begun();
    await three.bothSee();
    world.clock.jumpWall(60_000);
    // The helper’s session looks at the clock first.
    world.session?.consent.limitsChanged();
    await world.pass(1_500);
    void world.page.call(shellPage.reviewAnswer, { sessionId: HELPS, keep: ['screen.view'] });
    await world.pass(1_500);
    expect([world.session?.consent.frozen.size, world.frame.watched && three.watcherView?.light?.frozen]).toEqual([0, false]);
  });
});

/** The user has allowed the picture to whoever watches; it comes once `resolve` is called. */
async function pictureComing() {
  const world = await begun();
  await world.granted(three.helper, 'screen.view');
  const { watcher } = await three.watching();
  const { promise, resolve } = Promise.withResolvers<void>();
  world.frame.showing = promise;
  await world.settled(watcher.ask('screen.view'));
  await three.answerWatcher(true);
  return { world, resolve };
}

describe('a picture that is on its way to whoever watches', () => {
  const ends: Record<string, () => unknown> = {
    'they are sent away': () => three.world.page.call(shellPage.watchEnd, { sessionId: WATCHES }),
    'the user stops': () => three.world.page.call(shellPage.sessionStop, { by: 'button' }),
    'the helper gives theirs back': () => three.helper.connection.call(session.grantReturn, { capability: 'screen.view' }),
  };
  test.each(Object.keys(ends))('is taken away again where %s', async (end) => {
    const { world, resolve } = await pictureComing();
    void ends[end]?.();
    await world.pass(100);
    resolve();
    await world.pass(1_000);
    expect({ shown: world.frame.watched, live: three.watcherView?.light ?? null }).toEqual({ shown: false, live: null });
  });
});

describe('a picture that comes to whoever watches only while', () => {
  test.each([HELPS, WATCHES])('the link of %s is lost is taken away until it is back', async (sessionId) => {
    const { world, resolve } = await pictureComing();
    world.muted.add(sessionId);
    await world.pass(3_000);
    resolve();
    await world.pass(500);
    expect(world.frame.watched).toBe(false);
  });
});

test('the picture comes to whoever watches once their grant is in the record, and not before', async () => {
  const world = await begun();
  await world.granted(three.helper, 'screen.view');
  const { watcher } = await three.watching();
  world.entriesTake('grant/started', 1_000);
  await world.settled(watcher.ask('screen.view'));
  await three.answerWatcher(true);
  expect([world.frame.shown, world.frame.watched, watcher.grants]).toEqual([true, false, []]);
  await world.pass(1_000);
  expect([world.frame.watched, watcher.grants]).toEqual([true, ['screen.view']]);
  void world.page.call(shellPage.sessionStop, { by: 'button' });
  await world.pass(5_000);
  expect((await recordOf(WATCHES)).filter((type) => /^(screen|grant)\//u.test(type)).slice(0, 2)).toEqual([
    'screen/started',
    'grant/started',
  ]);
});

test('a picture that is held while it is on its way to whoever watches comes later, by the same grant', async () => {
  const { world, resolve } = await pictureComing();
  await world.settled(world.page.call(shellPage.sessionPause, { sessionId: HELPS, paused: true }));
  resolve();
  await world.pass(500);
  expect(world.frame.watched).toBe(false);
  await world.settled(world.page.call(shellPage.sessionPause, { sessionId: HELPS, paused: false }));
  await world.pass(500);
  expect([world.frame.watched, three.watcherView?.light?.frozen]).toEqual([true, false]);
});

describe('a lost link', () => {
  test('of the helper’s: whoever watches sees no longer than the helper', async () => {
    const world = await begun();
    await three.bothSee();
    three.world.muted.add(HELPS);
    await world.pass(5_000);
    expect([world.session?.linkState.state, world.frame.watched]).toEqual(['rebuilding', false]);
  });

  test('of the watcher’s: while the user reads “sees nothing”, nothing is shown', async () => {
    const world = await begun();
    await three.bothSee();
    three.world.muted.add(WATCHES);
    await world.pass(5_000);
    expect([three.watcherView?.state, world.frame.watched]).toEqual(['lost', false]);
  });
});

test('while something is asked, the bar does not say “messages only” of whoever sees the picture', async () => {
  const world = await begun();
  await three.bothSee();
  await world.settled(three.helper.ask('shell.run'));
  const { watcherView } = three;
  if (!watcherView) throw new Error('nobody watches');
  expect([world.ask?.capability, world.frame.watched, said(watcherView)]).toEqual(['shell.run', true, 'sees']);
});

describe('an offer', () => {
  test('that was withdrawn while it was described does not come back after the helper’s question', async () => {
    const world = await begun();
    // Certificates take a while to be looked at.
    let known: () => void = () => undefined;
    const until = new Promise<void>((resolve) => {
      known = resolve;
    });
    const { trust } = world.agent;
    const certify = trust.certify.bind(trust);
    trust.certify = (technician) => until.then(() => certify(technician));
    offer(WATCHES);
    await world.pass(50);
    world.serverSide.notify(deviceSocket.joinWithdrawn, { sessionId: WATCHES, reason: 'taken back' });
    await world.settled(three.helper.ask('shell.run'));
    known();
    await world.pass(50);
    await world.answer(false);
    await world.pass(500);
    expect(three.watcherView).toBeUndefined();
  });

  test('that was being described while the user said no is not asked about', async () => {
    const world = await begun();
    await three.offerToWatch();
    world.page.notify(shellPage.dialogVisible, { sessionId: null, dialogId: WATCHES, visible: true, words: 'x' });
    await world.pass(1_100);
    offer('session-000004');
    void world.page.call(shellPage.joinDecide, { sessionId: WATCHES, accept: false });
    await world.pass(500);
    expect(three.watcherView).toBeUndefined();
  });
});

describe('words', () => {
  test('that are on their way when whoever watches is sent away do not reach them', async () => {
    const world = await begun();
    const { heard } = await three.watching();
    world.ledgers.delay = () => new Promise((resolve) => void world.clock.after(150, resolve));
    void world.page.call(shellPage.pageChatSay, { text: 'about Tomke' });
    await world.pass(200);
    void world.page.call(shellPage.watchEnd, { sessionId: WATCHES });
    await world.pass(3_000);
    expect(heard.relayed).toEqual([]);
  });

  test('of the helper’s that were sent before their page answered are not passed on, however slow the disk', async () => {
    const world = await begun();
    await three.offerToWatch();
    const watcher = world.technician({ sessionId: WATCHES });
    const relayed: string[] = [];
    let sent = false;
    watcher.connection.handle(session.companyTold, () => null);
    watcher.connection.on(session.chatRelayed, ({ text }) => void relayed.push(text));
    // The moment at which the helper is about to be told: what they send now they send without knowing.
    const told = three.world.session?.company;
    if (!told) throw new Error('no helper');
    const tell = told.tell.bind(told);
    told.tell = (others) => {
      if (!sent) {
        sent = true;
        world.ledgers.delay = () => new Promise((resolve) => void world.clock.after(300, resolve));
        void three.helper.connection.call(session.chatSay, three.said('message-0002', 'not for Tomke')).catch(() => undefined);
      }
      tell(others);
    };
    await world.decideJoin(true, WATCHES);
    await world.pass(5_000);
    expect([sent, relayed]).toEqual([true, []]);
  });

  test('of whoever watches that cannot be passed on are the last ones', async () => {
    const world = await begun();
    const { watcher } = await three.watching();
    const lines = world.ledgers.files.get(HELPS);
    if (!lines) throw new Error('no record');
    lines.push = () => {
      throw new Error('the disk is full');
    };
    await world.settled(watcher.connection.call(session.chatSay, three.said('message-0007', 'careful'))).catch(() => undefined);
    await world.pass(500);
    // Either the user and the helper have it, or nobody goes on as though they had.
    const isShown = world.sessionView?.chat.some(({ text }) => text === 'careful') === true;
    expect([isShown, watching()?.joined.sessionId]).toEqual([false, undefined]);
  });
});

test('whoever is sent away while it is being entered that they watch is in the record as gone', async () => {
  const world = await begun();
  world.ledgers.delay = async (line) => {
    if (!line?.includes('watch/began')) return;
    world.ledgers.delay = undefined;
    void world.page.call(shellPage.watchEnd, { sessionId: WATCHES });
    await new Promise<void>((resolve) => void world.clock.after(150, resolve));
  };
  await three.watching();
  await world.pass(1_000);
  void world.page.call(shellPage.sessionStop, { by: 'button' });
  await world.pass(5_000);
  expect((await recordOf(HELPS)).filter((type) => type.startsWith('watch/'))).toEqual(['watch/began', 'watch/ended']);
});

test('what stood on the page about whoever watched goes with them', async () => {
  const world = await begun();
  await world.granted(three.helper, 'screen.view');
  const { watcher } = await three.watching();
  await world.settled(watcher.ask('screen.view'));
  await three.answerWatcher(false);
  const refused = { kind: 'refused', sessionId: WATCHES };
  expect(world.view?.notices).toContainEqual(refused);
  void world.page.call(shellPage.watchEnd, { sessionId: WATCHES });
  await world.pass(500);
  expect(world.view?.notices).not.toContainEqual(refused);
});

test('at Stop no question of the watcher’s is entered as shown that nobody saw', async () => {
  const world = await begun();
  const { watcher } = await three.watching();
  await world.granted(three.helper, 'screen.view');
  await world.settled(three.helper.ask('shell.run'));
  await world.settled(watcher.ask('screen.view'));
  void world.page.call(shellPage.sessionStop, { by: 'button' });
  await world.pass(5_000);
  expect(await recordOf(WATCHES)).not.toContain('consent/shown');
});
