import { AppError } from '@alongside/base';
import { type ActionRequest, type ActionResult, session, shellPage } from '@alongside/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld, type Technician } from '../../../../test/fixtures/agent-world.ts';

/** Named actions in a session, from the question to the result, with the machine played by the test. */

let world: AgentWorld;
let technician: Technician;

afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

async function joined(): Promise<void> {
  world = await AgentWorld.start();
  technician = await world.joined();
}

const HOUR_MS = 3_600_000;
const SCAN = { action: 'scan-malware', folder: 'downloads', withNames: false } as const;
let runs = 0;

function run(action: ActionRequest): Promise<ActionResult> {
  runs += 1;
  return technician.connection.call(session.actionRun, { runId: `run-${1_000 + runs}`, action }, { timeoutMs: HOUR_MS });
}

/** Asked, allowed, done. */
async function done(action: ActionRequest): Promise<ActionResult> {
  await world.settled(technician.ask('actions.run', HOUR_MS, undefined, action));
  await world.answer(true);
  return world.settled(run(action));
}

const entries = () => world.entryTypes.filter((type) => /^(action|grant)\//u.test(type));

test('the question says what would be done, and a yes is for that, once, and ends with it', async () => {
  await joined();
  await world.settled(technician.ask('actions.run', 8 * HOUR_MS, undefined, SCAN));
  expect(world.ask).toMatchObject({
    capability: 'actions.run',
    durationMs: HOUR_MS,
    action: { request: SCAN, by: 'ClamAV 1.4', count: 3, bytes: 4_096, steps: null },
  });
  expect(world.actions.runs).toEqual([]);
  await world.answer(true);
  expect(world.live).toEqual(['actions.run']);
  const result = await world.settled(run(SCAN));
  expect(result).toEqual({ ...scanned, threats: [{ threat: 'Eicar-Test', file: null }] });
  await world.pass(200);
  expect({ live: world.live, runs: world.actions.runs, entries: entries() }).toEqual({
    live: [],
    runs: ['scan downloads'],
    entries: ['grant/started', 'action/started', 'action/ended', 'grant/ended'],
  });
  // The user sees all of it, and that it is over.
  expect(world.sessionView).toMatchObject({
    lights: [],
    action: { state: 'ended', outcome: 'done', result: { ...scanned, threats: world.actions.found.threats } },
  });
});

const scanned = { action: 'scan-malware', checked: 3, skipped: 0, found: 1 } as const;

test('file names go where the question said so', async () => {
  await joined();
  expect(await done({ ...SCAN, withNames: true })).toMatchObject({
    threats: [{ threat: 'Eicar-Test', file: 'tax/2025.pdf' }],
  });
});

test('progress is told to both, in numbers', async () => {
  await joined();
  const told: unknown[] = [];
  technician.connection.on(session.actionProgressed, ({ done: so, total }) => void told.push([so, total]));
  const hold = Promise.withResolvers<void>();
  world.actions.hold = async ({ onProgress }) => {
    await hold.promise;
    onProgress({ done: 2, total: 3 });
  };
  await world.settled(technician.ask('actions.run', HOUR_MS, undefined, SCAN));
  await world.answer(true);
  const running = run(SCAN);
  await world.pass(500);
  expect(world.sessionView).toMatchObject({ action: { state: 'running' }, lights: [{ capability: 'actions.run', inUse: true }] });
  hold.resolve();
  await world.settled(running);
  expect(told).toEqual([[2, 3]]);
});

describe('Cancel', () => {
  async function running(): Promise<{ result: Promise<unknown>; cancelled: () => boolean }> {
    await joined();
    let cancelled = false;
    world.actions.hold = ({ onCancel }) =>
      new Promise((_resolve, reject) => {
        onCancel(() => {
          cancelled = true;
          reject(new AppError('request.cancelled', 'ended'));
        });
      });
    await world.settled(technician.ask('actions.run', 120_000, undefined, SCAN));
    await world.answer(true);
    const result = run(SCAN).catch((error: AppError) => error.code);
    await world.pass(300);
    expect(world.sessionView?.action?.state).toBe('running');
    return { result, cancelled: () => cancelled };
  }

  test('by the user ends it on the machine at once, and tells no result', async () => {
    const { result, cancelled } = await running();
    void world.page.call(shellPage.grantTakeBack, { sessionId: world.sessionId, capability: 'actions.run' });
    await world.pass(0);
    expect({ cancelled: cancelled(), live: world.live }).toEqual({ cancelled: true, live: [] });
    expect(await world.settled(result)).toBe('consent.withdrawn');
    expect(world.sessionView?.action).toMatchObject({ state: 'ended', outcome: 'cancelled', result: null });
  });

  test.each(['stop', 'loss', 'time'] as const)('so does the end of all by %s', async (how) => {
    const { cancelled } = await running();
    if (how === 'stop') void world.page.call(shellPage.sessionStop, { by: 'button' });
    if (how === 'loss') world.network.silence();
    await world.pass(how === 'stop' ? 0 : how === 'loss' ? 70_000 : 120_000);
    expect({ cancelled: cancelled(), live: world.live }).toEqual({ cancelled: true, live: [] });
  });

  test('by the technician gives it back', async () => {
    const { cancelled } = await running();
    await world.settled(technician.connection.call(session.grantReturn, { capability: 'actions.run' }));
    expect({ cancelled: cancelled(), live: world.live }).toEqual({ cancelled: true, live: [] });
  });
});

describe('start-up items', () => {
  const item = (key: string, name: string) => ({ key, name, detail: null, bytes: null, chosen: false });

  async function listed(): Promise<Extract<ActionResult, { action: 'list-startup' }>['items']> {
    await joined();
    world.actions.fixes.looked = { items: [item('chat.desktop', 'Chat')], undoable: [item('old.desktop', 'Old')] };
    const result = await done({ action: 'list-startup' });
    return result.action === 'list-startup' ? result.items : [];
  }

  test('are listed by numbers that say nothing, and switched by them', async () => {
    const items = await listed();
    expect(items.map(({ name, on }) => [name, on])).toEqual([
      ['Chat', true],
      ['Old', false],
    ]);
    expect(JSON.stringify(items)).not.toContain('.desktop');
    const [chat, old] = items;
    await world.settled(technician.ask('actions.run', HOUR_MS, undefined, { action: 'startup-off', itemId: chat?.itemId ?? '' }));
    expect(world.ask?.action).toMatchObject({ items: ['Chat'], count: 1 });
    await world.answer(true);
    expect(await world.settled(run({ action: 'startup-off', itemId: chat?.itemId ?? '' }))).toMatchObject({ changed: true });
    expect(await done({ action: 'startup-on', itemId: old?.itemId ?? '' })).toMatchObject({ changed: true });
    expect(world.actions.fixes.acts.filter((act) => !act.startsWith('look'))).toEqual([
      'apply startup-items chat.desktop',
      'undo startup-items old.desktop',
    ]);
  });

  test('that went since cannot be asked for', async () => {
    const [chat] = await listed();
    world.actions.fixes.looked = {};
    const asked = technician.ask('actions.run', HOUR_MS, undefined, { action: 'startup-off', itemId: chat?.itemId ?? '' });
    await expect(world.settled(asked)).rejects.toMatchObject({ code: 'action.nothing-to-do' });
    expect(world.ask).toBeNull();
  });
});

test('updates are installed as they were listed; where nothing here can, the user is shown how', async () => {
  await joined();
  const list = await done({ action: 'list-updates' });
  expect(list).toMatchObject({ count: 1, updates: [{ name: 'curl', from: '1.0', to: '1.1', security: true }] });
  const listId = list.action === 'list-updates' ? list.listId : '';
  world.actions.pending = [{ name: 'malice', from: '1', to: '2', security: false }];
  expect(await done({ action: 'apply-updates', listId })).toMatchObject({ updated: 1, left: 0, steps: null });
  world.actions.install = { how: 'by-hand', steps: 'sudo apt-get upgrade' };
  expect(await done({ action: 'apply-updates', listId })).toMatchObject({ updated: 0, left: 1, steps: 'sudo apt-get upgrade' });
  expect(world.actions.runs).toEqual(['list updates', 'install curl 1.1']);
});

test('cleaning up takes what is ticked at a look by itself, and nothing that came since', async () => {
  await joined();
  const file = (key: string, chosen: boolean) => ({ key, name: key, detail: null, bytes: 10, chosen });
  world.actions.fixes.looked = { items: [file('a', true), file('mine', false), file('b', true)] };
  world.actions.fixes.result = { done: 2, bytes: 20, left: [] };
  await world.settled(technician.ask('actions.run', HOUR_MS, undefined, { action: 'clean-up' }));
  expect(world.ask?.action).toMatchObject({ items: ['a', 'b'], count: 2, bytes: 20 });
  world.actions.fixes.looked = { items: [file('c', true)] };
  await world.answer(true);
  expect(await world.settled(run({ action: 'clean-up' }))).toEqual({ action: 'clean-up', removed: 2, left: 0, bytes: 20 });
  expect(world.actions.fixes.acts).toEqual(['look free-space', 'apply free-space a,b']);
});

test('a question that was given up or taken back while it was looked at is not asked', async () => {
  await joined();
  const looking = Promise.withResolvers<void>();
  world.actions.looking = looking.promise;
  const ask = { askId: 'ask-given-up', capability: 'actions.run', reason: 'x', durationMs: 60_000, action: SCAN } as const;
  const asked = technician.connection.call(session.consentAsk, ask, { timeoutMs: 1_000 }).catch((error: AppError) => error.code);
  await world.pass(1_100);
  expect(await asked).toBe('request.timeout');
  looking.resolve();
  await world.pass(200);
  expect([world.ask, world.entryTypes.filter((type) => type === 'consent/asked')]).toEqual([null, []]);
  const again = technician.connection.call(session.consentAsk, { ...ask, askId: 'ask-taken-1' });
  void technician.connection.call(session.consentWithdraw, { askId: 'ask-taken-1' });
  await world.settled(again);
  await world.pass(200);
  expect(world.ask).toBeNull();
});

test('nor is one that was taken back then, where another was asked for meanwhile', async () => {
  await joined();
  const looking = Promise.withResolvers<void>();
  world.actions.looking = looking.promise;
  const ask = { capability: 'actions.run', reason: 'x', durationMs: 60_000, action: SCAN } as const;
  const codes: string[] = [];
  for (const askId of ['ask-taken-2', 'ask-another']) {
    void technician.connection
      .call(session.consentAsk, { askId, ...ask })
      .catch((error: AppError) => void codes.push(error.code));
    await world.pass();
  }
  void technician.connection.call(session.consentWithdraw, { askId: 'ask-taken-2' });
  await world.pass();
  looking.resolve();
  await world.pass(500);
  expect([world.ask, codes]).toEqual([null, ['request.rate-limited']]);
});

test('what the machine does not have is said before anybody is asked, without its words', async () => {
  await joined();
  world.actions.unavailable = new AppError('action.unavailable', '/home/robin/secret is no folder');
  const refused = await world.settled(technician.ask('actions.run', HOUR_MS, undefined, SCAN).catch((error: AppError) => error));
  expect(refused).toMatchObject({ code: 'action.unavailable' });
  expect(String((refused as AppError).message)).not.toContain('robin');
  expect({ ask: world.ask, entries: world.entryTypes.filter((type) => type.startsWith('consent/')) }).toEqual({
    ask: null,
    entries: [],
  });
});
