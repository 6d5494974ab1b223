import { AppError } from '@alongside/base';
import { session, shellPage } from '@alongside/protocol';
import { describe, expect, test } from 'vitest';
import { AgentWorld } from '../fixtures/agent-world.ts';
import { playedAs } from './attack-notes.ts';

playedAs('technician in a session');

/** The moments between a question, its yes, the grant and its end, in which something else goes wrong. */

const code = (error: unknown) => (error instanceof AppError ? error.code : String(error));

/** A promise and its key. */
function held(): { readonly promise: Promise<void>; readonly release: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, release: resolve };
}

test('a screen that was chosen is let go where its entry cannot be written', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  const choosing = held();
  world.frame.choosing = choosing.promise;
  await world.granted(technician, 'screen.view');
  world.ledgers.failure = new AppError('storage.full', 'no space left');
  choosing.release();
  await world.pass(500);
  expect({ live: world.live, capturing: world.frame.capturing }).toEqual({ live: [], capturing: false });
  expect(technician.outcomes.at(-1)).toMatchObject({ outcome: 'failed', code: 'storage.full' });
});

test('a device that was opened is closed where its entry cannot be written', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  const opening = held();
  world.input.opening = opening.promise;
  await world.granted(technician, 'input.control');
  world.ledgers.failure = new AppError('storage.full', 'no space left');
  opening.release();
  await world.pass(500);
  expect({ live: world.live, opened: world.input.opened, open: world.input.open_ }).toEqual({ live: [], opened: 1, open: 0 });
});

test('a screen that is chosen after Stop is let go at once', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  const choosing = held();
  world.frame.choosing = choosing.promise;
  await world.granted(technician, 'screen.view');
  // A disk that hangs holds nothing up.
  world.ledgers.delay = () => new Promise(() => undefined);
  void world.page.call(shellPage.sessionStop, { by: 'button' });
  await world.pass(1_000);
  choosing.release();
  await world.pass(0);
  expect({ live: world.live, capturing: world.frame.capturing, watching: world.activity.watching }).toEqual({
    live: [],
    capturing: false,
    watching: 0,
  });
});

test('a screen whose entry is still being written at Stop is not told of', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  world.entriesTake('screen/started', 1_000);
  const told: string[] = [];
  technician.connection.on(session.screenStarted, ({ label }) => void told.push(label));
  await world.granted(technician, 'screen.view');
  await world.pass(200);
  expect(world.frame.capturing).toBe(true);
  void world.page.call(shellPage.sessionStop, { by: 'button' });
  await world.pass(3_000);
  expect({ live: world.live, capturing: world.frame.capturing, told }).toEqual({ live: [], capturing: false, told: [] });
});

test('a screen that is chosen is shown once its grant is in the record, and not before', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  world.entriesTake('grant/started', 1_000);
  await world.granted(technician, 'screen.view');
  await world.pass(200);
  expect({ live: world.live, capturing: world.frame.capturing, shown: world.frame.shown }).toEqual({
    live: [],
    capturing: true,
    shown: false,
  });
  await world.pass(1_000);
  expect({ live: world.live, shown: world.frame.shown, rate: world.frame.rates.at(-1) }).toEqual({
    live: ['screen.view'],
    shown: true,
    rate: 60,
  });
});

test('a screen that is chosen during a pause is shown when the user goes on, and not for a moment before', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  await world.settled(world.page.call(shellPage.sessionPause, { sessionId: world.sessionId, paused: true }));
  await world.granted(technician, 'screen.view');
  await world.pass(200);
  expect({ live: world.live, capturing: world.frame.capturing, rates: world.frame.rates }).toEqual({
    live: ['screen.view'],
    capturing: true,
    rates: [0],
  });
  await world.settled(world.page.call(shellPage.sessionPause, { sessionId: world.sessionId, paused: false }));
  await world.pass(100);
  expect(world.frame.shown).toBe(true);
});

test('a device that is open only after Stop is closed at once', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  const opening = held();
  world.input.opening = opening.promise;
  await world.granted(technician, 'input.control');
  // A disk that hangs holds nothing up.
  world.ledgers.delay = () => new Promise(() => undefined);
  void world.page.call(shellPage.sessionStop, { by: 'button' });
  await world.pass(100);
  opening.release();
  await world.pass(0);
  expect({ live: world.live, open: world.input.open_, acts: world.input.acts }).toEqual({ live: [], open: 0, acts: [] });
});

test('a countersignature that comes after Stop opens nothing', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  technician.signs = false;
  const heads: Parameters<typeof technician.replica.handleHead>[0][] = [];
  technician.connection.on(session.ledgerHead, (head) => void heads.push(head));
  await world.granted(technician, 'input.control');
  const head = heads.at(-1);
  void world.page.call(shellPage.sessionStop, { by: 'button' });
  await world.pass(0);
  const signed = head && (await technician.replica.handleHead(head));
  if (!signed) throw new Error('the replica signed no head');
  technician.connection.notify(session.ledgerCountersign, signed);
  await world.pass(1_000);
  expect({ live: world.live, opened: world.input.opened }).toEqual({ live: [], opened: 0 });
});

test('a page that goes between the yes and the grant is Stop', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  technician.signs = false;
  await world.granted(technician, 'shell.run');
  world.pages.setShell(undefined);
  await world.pass(10_000);
  expect({ live: world.live, end: world.agent.session?.end?.reason }).toEqual({ live: [], end: 'user-closed' });
});

/** The window goes 100 ms after the question was drawn, and comes again half a minute later. */
async function reopened(world: AgentWorld, drawn: { sessionId: string | null; dialogId: string; words: string }): Promise<void> {
  world.page.notify(shellPage.dialogVisible, { ...drawn, visible: true });
  await world.pass(100);
  world.pages.setShell(undefined);
  await world.pass(30_000);
  world.connectPages();
  await world.pass(50);
  world.page.notify(shellPage.dialogVisible, { ...drawn, visible: true });
  await world.pass(10);
}

test('Allow waits its second on a page that has just come again', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  const dialogId = await world.settled(technician.ask('screen.view'));
  const { sessionId } = world;
  const words = 'May Tomke use screen.view?';
  const allow = () => {
    const yes = { allow: true, durationMs: 600_000, wordsHash: world.crypto.sha256(words) };
    void world.page.call(shellPage.consentAnswer, { sessionId, askId: dialogId, ...yes }).catch(code);
  };
  await reopened(world, { sessionId, dialogId, words });
  allow();
  await world.pass(200);
  expect({ live: world.live, asked: world.ask?.askId }).toEqual({ live: [], asked: dialogId });
  await world.pass(1_000);
  allow();
  await world.pass(200);
  expect(world.live).toEqual(['screen.view']);
});

test('so does the yes to a join', async () => {
  const world = await AgentWorld.start();
  await world.requestHelp();
  await world.offer();
  await reopened(world, { sessionId: null, dialogId: 'session-000001', words: 'Tomke would like to help' });
  void world.page.call(shellPage.joinDecide, { sessionId: 'session-000001', accept: true });
  await world.pass(200);
  expect([world.view?.phase.phase, world.joinAnswers]).toEqual(['join', []]);
});

test('a question that was asked in time is not granted once signatures are missing for a minute', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  technician.signs = false;
  await world.settled(technician.ask('screen.view'));
  await world.pass(70_000);
  await world.answer(true);
  expect({ live: world.live, capturing: world.frame.capturing }).toEqual({ live: [], capturing: false });
  expect(technician.outcomes.at(-1)).toMatchObject({ outcome: 'failed', code: 'consent.countersignature-missing' });
});

test('nothing starts without the agent’s own signature of the entry before it', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  Object.assign(world.deviceKey, { signJws: () => Promise.reject(new Error('the key is gone')) });
  await world.granted(technician, 'screen.view');
  await world.granted(technician, 'diagnostics.read');
  expect({ live: world.live, capturing: world.frame.capturing }).toEqual({ live: [], capturing: false });
});

test('a press that was on its way when a dialog opened does not happen', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  await world.granted(technician, 'screen.view');
  await world.granted(technician, 'input.control');
  await world.pass(1_500);
  const moving = held();
  world.input.moving = moving.promise;
  const at = { x: 0.5, y: 0.5 };
  technician.connection.notify(session.inputBatch, {
    epoch: technician.link.epoch,
    seq: 0,
    sentAt: world.clock.monotonic(),
    events: [
      { type: 'button', ...at, button: 0, down: true },
      { type: 'wheel', ...at, dx: 0, dy: 1 },
      { type: 'text', text: 'yes' },
    ],
  });
  await world.pass(0);
  await world.settled(technician.ask('shell.run'));
  moving.release();
  await world.pass(200);
  expect(world.input.acts).toEqual(['move 640,360']);
  expect(technician.refusals).toEqual(['consent.frozen']);
});

test('a machine is read by two at most, however often a technician asks', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  await world.granted(technician, 'diagnostics.read');
  const runs = Array.from({ length: 40 }, (_, at) =>
    technician.connection
      .call(session.diagnosticsRun, { profile: 'quick', runId: `run-${10_000_000 + at}` })
      .then(() => 'read', code),
  );
  const answers = await world.settled(Promise.all(runs));
  expect({ runs: world.probes.runs, refused: answers.filter((answer) => answer === 'request.rate-limited').length }).toEqual({
    runs: 2,
    refused: 38,
  });
});

describe('a diagnosis that was read while the user', () => {
  const acts = {
    stopped: (world: AgentWorld) => world.page.call(shellPage.sessionStop, { by: 'button' }),
    'took it back': (world: AgentWorld) =>
      world.page.call(shellPage.grantTakeBack, { sessionId: world.sessionId, capability: 'diagnostics.read' }),
    paused: (world: AgentWorld) => world.page.call(shellPage.sessionPause, { sessionId: world.sessionId, paused: true }),
  } as const;
  const cases = Object.keys(acts).flatMap((act) => [[act, 'its entry'] as const, [act, 'the machine'] as const]);

  test.each(cases)('%s, with %s still at work, does not leave', async (act, slow) => {
    const world = await AgentWorld.start();
    const technician = await world.joined();
    await world.granted(technician, 'diagnostics.read');
    const reading = held();
    world.probes.hold = () => reading.promise;
    if (slow === 'its entry') {
      world.entriesTake('diagnostics/read', 1_000);
      reading.release();
    }
    const progress: string[] = [];
    technician.connection.on(session.diagnosticsProgress, ({ now }) => void progress.push(now));
    const answer = technician.connection
      .call(session.diagnosticsRun, { profile: 'quick', runId: 'run-00000001' })
      .then(() => 'read', code);
    await world.pass(300);
    const before = progress.length;
    void acts[act as keyof typeof acts](world);
    await world.pass(200);
    reading.release();
    expect(await world.settled(answer)).toBe(act === 'paused' ? 'consent.frozen' : 'consent.withdrawn');
    expect(progress.length).toBe(before);
  });
});
