import { AppError } from '@alongside/base';
import { type ActionRequest, actionResult, session, shellPage } from '@alongside/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld, type Technician } from '../fixtures/agent-world.ts';
import { playedAs } from './attack-notes.ts';
import { frameOf } from './samples.ts';

playedAs('technician in a session');

/** A yes is for one action with its parameters, once: what a hostile technician makes of it. */

const HOUR_MS = 3_600_000;
const SCAN = { action: 'scan-malware', folder: 'downloads', withNames: false } as const;
let world: AgentWorld;
let technician: Technician;
let runs = 0;

afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

async function joined(): Promise<void> {
  world = await AgentWorld.start();
  technician = await world.joined();
}

async function allowed(action: ActionRequest = SCAN): Promise<void> {
  await joined();
  await world.settled(technician.ask('actions.run', HOUR_MS, undefined, action));
  await world.answer(true);
  expect(world.live).toEqual(['actions.run']);
}

/** The code of the refusal, or `done`. */
function run(action: unknown, runId = `run-${1_000 + ++runs}`): Promise<string> {
  const call = technician.connection.call(session.actionRun, { runId, action: action as ActionRequest }, { timeoutMs: HOUR_MS });
  return world.settled(
    call.then(
      () => 'done',
      (error: AppError) => error.code,
    ),
  );
}

function ask(action: ActionRequest): Promise<string> {
  return world.settled(
    technician.ask('actions.run', HOUR_MS, undefined, action).then(
      () => 'asked',
      (error: AppError) => error.code,
    ),
  );
}

/** What was done to the machine; looks are not. */
const acts = () => [...world.actions.runs, ...world.actions.fixes.acts.filter((act) => !act.startsWith('look'))];

describe('what it found', () => {
  const SCAN_WITH_NAMES = { ...SCAN, withNames: true };
  const ends = () => [...world.ledgers.files.values()].flat().filter((line) => line.includes('action/ended'));
  test('does not leave once the user stopped, while its end was still being entered', async () => {
    await allowed(SCAN_WITH_NAMES);
    world.entriesTake('action/ended', 1_000);
    const answer = run(SCAN_WITH_NAMES);
    await world.pass(300);
    void world.page.call(shellPage.sessionStop, { by: 'button' });
    await world.pass(0);
    expect(world.live).toEqual([]);
    expect(await answer).toBe('consent.withdrawn');
    await world.pass(1_000);
    expect(ends()).toEqual([expect.stringContaining('"outcome":"done"')]);
  });

  test('does not leave where its end cannot be entered at once; nobody reads that it failed', async () => {
    await allowed(SCAN_WITH_NAMES);
    const scanning = Promise.withResolvers<void>();
    world.actions.hold = () => scanning.promise;
    const answer = run(SCAN_WITH_NAMES);
    await world.pass(300);
    world.ledgers.failure = new AppError('storage.full', 'no space left');
    scanning.resolve();
    expect(await answer).toBe('storage.full');
    expect(world.sessionView?.action).toMatchObject({ state: 'ended', outcome: 'done', code: null });
    world.ledgers.failure = undefined;
    await world.pass(5_000);
    expect(ends()).toEqual([expect.stringMatching(/"hash":null,"late":true,"outcome":"done"/u)]);
  });
});

describe('what was allowed', () => {
  test.each([
    ['another action', { action: 'clean-up' }],
    ['another folder', { ...SCAN, folder: 'home' }],
    ['file names that the question did not give away', { ...SCAN, withNames: true }],
  ])('is not %s', async (_what, other) => {
    await allowed();
    expect([await run(other), acts()]).toEqual(['action.not-granted', []]);
    // It is still there for what it is for.
    expect([await run(SCAN), acts()]).toEqual(['done', ['scan downloads']]);
  });

  test('is done once: not twice at a time, not again, not after its end', async () => {
    await allowed();
    const hold = Promise.withResolvers<void>();
    world.actions.hold = () => hold.promise;
    const first = run(SCAN);
    await world.pass(100);
    expect(await run(SCAN)).toBe('action.not-granted');
    hold.resolve();
    expect(await first).toBe('done');
    expect(await run(SCAN)).toBe('consent.missing');
    expect(acts()).toEqual(['scan downloads']);
  });

  test('is not prolonged, begun again or kept by anybody', async () => {
    await allowed();
    const { length } = world.entryTypes;
    void world.page.call(shellPage.grantProlong, { sessionId: world.sessionId, capability: 'actions.run', durationMs: HOUR_MS });
    await world.pass(100);
    expect([world.entryTypes.length, (world.sessionView?.lights[0]?.remainingMs ?? 0) <= HOUR_MS]).toEqual([length, true]);
    expect(await run(SCAN)).toBe('done');
    void world.page.call(shellPage.grantProlong, { sessionId: world.sessionId, capability: 'actions.run', durationMs: HOUR_MS });
    await world.pass(2_000);
    expect([world.live, await run(SCAN)]).toEqual([[], 'consent.missing']);
  });

  test('does not come to life by an earlier yes: each is its own', async () => {
    await allowed();
    expect(await run(SCAN)).toBe('done');
    await world.settled(technician.ask('actions.run', HOUR_MS, undefined, { action: 'clean-up' }).catch(() => undefined));
    await world.pass(100);
    expect(await run(SCAN)).toBe('consent.missing');
    expect(acts()).toEqual(['scan downloads']);
  });

  test('is over with Stop, with the window and with being taken back, and its result stays here', async () => {
    await allowed();
    const hold = Promise.withResolvers<void>();
    let cancelled = 0;
    world.actions.hold = ({ onCancel }) => {
      onCancel(() => {
        cancelled += 1;
      });
      return hold.promise;
    };
    let answered = false;
    const call = technician.connection.call(session.actionRun, { runId: 'run-stopped', action: SCAN });
    call.then(
      () => {
        answered = true;
      },
      () => undefined,
    );
    await world.pass(100);
    void world.page.call(shellPage.sessionStop, { by: 'button' });
    await world.pass(0);
    expect(cancelled).toBeGreaterThan(0);
    // A scanner that finishes all the same tells nobody.
    hold.resolve();
    await world.pass(1_000);
    expect(answered).toBe(false);
    expect(world.entryTypes.filter((type) => type === 'action/ended')).toHaveLength(1);
  });

  test('does not start without the technician’s signature', async () => {
    await joined();
    await world.settled(technician.ask('actions.run', HOUR_MS, undefined, SCAN));
    technician.signs = false;
    await world.answer(true);
    await world.pass(6_000);
    expect([world.live, await run(SCAN), acts()]).toEqual([[], 'consent.missing', []]);
    expect(technician.outcomes.at(-1)).toMatchObject({ outcome: 'failed', code: 'consent.countersignature-missing' });
  });

  test('does not begin while it waits: a question is open, the user paused', async () => {
    await allowed();
    void world.page.call(shellPage.sessionPause, { sessionId: world.sessionId, paused: true });
    await world.pass(50);
    expect(await run(SCAN)).toBe('consent.frozen');
    void world.page.call(shellPage.sessionPause, { sessionId: world.sessionId, paused: false });
    await world.settled(technician.ask('diagnostics.read'));
    expect([await run(SCAN), acts()]).toEqual(['consent.frozen', []]);
  });
});

describe('what can be asked for', () => {
  test('is in the list, and has no path, name or command in it', async () => {
    await joined();
    const bad: unknown[] = [
      { action: 'scan-malware', folder: '../../etc', withNames: false },
      { action: 'scan-malware', folder: '/etc', withNames: false },
      { action: 'scan-malware', folder: 'downloads', withNames: false, path: '/etc' },
      { action: 'startup-off', itemId: '../x.desktop' },
      { action: 'startup-off', itemId: 'a/b/c/d/e/f' },
      { action: 'apply-updates', listId: 'curl=1.0;reboot' },
      { action: 'run', command: 'id' },
      { action: ['clean-up'] },
      'clean-up',
      null,
    ];
    const base = { capability: 'actions.run', reason: 'x', durationMs: 60_000 };
    bad.forEach((action, at) => {
      technician.link.transport.send(frameOf(session.consentAsk, { ...base, askId: `ask-bad-${100 + at}`, action }, 700 + at));
      technician.link.transport.send(frameOf(session.actionRun, { runId: `run-bad-${100 + at}`, action }, 800 + at));
    });
    await world.pass(100);
    expect(world.ask).toBeNull();
    expect(world.actions.looks).toBe(0);
    expect(world.drops.filter((why) => why === 'invalid')).toHaveLength(bad.length);
  });

  test('is one action, and by its name: not another capability with one, nor this one without', async () => {
    await joined();
    const base = { reason: 'x', durationMs: 60_000 };
    const codes = await Promise.all(
      [
        { ...base, askId: 'ask-none-01', capability: 'actions.run' as const },
        { ...base, askId: 'ask-view-01', capability: 'screen.view' as const, action: SCAN },
      ].map((params) =>
        world.settled(technician.connection.call(session.consentAsk, params).then(String, (error: AppError) => error.code)),
      ),
    );
    expect([codes, world.ask, world.actions.looks]).toEqual([['request.invalid', 'request.invalid'], null, 0]);
  });

  test('names what the user let be listed in this session: a number that was made up is none', async () => {
    await joined();
    const forged = [
      { action: 'startup-off', itemId: 'AAAAAAAAAAAA' },
      { action: 'startup-on', itemId: 'AAAAAAAAAAAA' },
      { action: 'apply-updates', listId: 'AAAAAAAAAAAA' },
    ] as const;
    for (const action of forged) expect(await ask(action)).toBe('action.not-granted');
    // What is there is not told by the refusal, so nothing is looked up for it.
    expect([world.ask, world.actions.looks, world.actions.fixes.acts]).toEqual([null, 0, []]);
  });

  test('is looked at for one question at a time, and for none that may not be asked', async () => {
    await joined();
    await Promise.all(Array.from({ length: 20 }, () => ask(SCAN)));
    expect(world.actions.looks).toBe(1);
    await world.answer(false);
    expect([await ask(SCAN), world.actions.looks]).toEqual(['consent.cooling-down', 1]);
  });
});

describe('what the user reads', () => {
  test('is of the question that stands there: its number cannot be given to another while it is looked at', async () => {
    await joined();
    const looking = Promise.withResolvers<void>();
    world.actions.looking = looking.promise;
    const base = { askId: 'ask-twice-01', reason: 'x', durationMs: 60_000 };
    const harmless = { ...base, capability: 'actions.run', action: SCAN } as const;
    const first = technician.connection.call(session.consentAsk, harmless).then(String, (error: AppError) => error.code);
    await world.pass(50);
    await world.settled(technician.connection.call(session.consentAsk, { ...base, capability: 'shell.run' }));
    looking.resolve();
    expect(await world.settled(first)).toBe('consent.asked-already');
    await world.pass(1_100);
    expect(world.ask).toMatchObject({ capability: 'shell.run', action: null });
  });

  test('is for now: what nobody begins within two minutes is over', async () => {
    await allowed();
    await world.pass(119_000);
    expect(world.live).toEqual(['actions.run']);
    await world.pass(2_000);
    expect([world.live, await run(SCAN), acts()]).toEqual([[], 'consent.missing', []]);
  });

  test('is the longest that it lasts, whatever the answer says', async () => {
    await joined();
    await world.settled(technician.ask('actions.run', 60_000, undefined, SCAN));
    await world.answer(true, { durationMs: 8 * HOUR_MS });
    expect(world.sessionView?.lights[0]?.remainingMs).toBeLessThanOrEqual(HOUR_MS);
  });
});

test('while the system’s own prompt may be open, nobody but the user presses its buttons or runs what reads along', async () => {
  await joined();
  for (const each of ['screen.view', 'input.control', 'shell.run'] as const) await world.granted(technician, each, HOUR_MS);
  const LIST = { action: 'list-updates' } as const;
  await world.settled(technician.ask('actions.run', HOUR_MS, undefined, LIST));
  await world.answer(true);
  const listed = await world.settled(technician.connection.call(session.actionRun, { runId: 'run-list-01', action: LIST }));
  const action = { action: 'apply-updates', listId: 'listId' in listed ? listed.listId : '' } as const;
  await world.settled(technician.ask('actions.run', HOUR_MS, undefined, action));
  await world.answer(true);
  const prompt = Promise.withResolvers<void>();
  world.actions.hold = () => prompt.promise;
  const installed = run(action);
  await world.pass(100);
  expect(world.actions.runs.at(-1)).toBe('install curl 1.1');
  let seq = 0;
  const press = async () => {
    const events = [{ type: 'button' as const, x: 0.5, y: 0.5, button: 0, down: true }];
    const { epoch } = technician.link;
    technician.connection.notify(session.inputBatch, { epoch, seq: seq++, sentAt: world.clock.monotonic(), events });
    await world.pass(50);
    return world.input.acts.length > 0;
  };
  const open = () =>
    world.settled(
      technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }).then(
        () => 'opened',
        (error: AppError) => error.code,
      ),
    );
  expect([await press(), await open()]).toEqual([false, 'consent.frozen']);
  prompt.resolve();
  expect(await installed).toBe('done');
  await world.pass(1_000);
  expect([await press(), await open()]).toEqual([true, 'opened']);
});

test('a program that ends long after Stop changes nothing of the record', async () => {
  await allowed();
  const hangs = Promise.withResolvers<void>();
  world.actions.hold = () => hangs.promise;
  technician.connection.call(session.actionRun, { runId: 'run-hangs-1', action: SCAN }).catch(() => undefined);
  await world.pass(100);
  void world.page.call(shellPage.sessionStop, { by: 'button' });
  await world.pass(8_000);
  const { length } = world.entryTypes;
  hangs.resolve();
  await world.pass(1_000);
  expect([world.entryTypes.at(-1), world.entryTypes.length]).toEqual(['session/end', length]);
});

describe('a look', () => {
  test('that does not end is given up', async () => {
    await joined();
    world.actions.looking = new Promise(() => undefined);
    const question = { askId: 'ask-hangs-01', capability: 'actions.run', reason: 'x', durationMs: 60_000, action: SCAN } as const;
    const asked = technician.connection
      .call(session.consentAsk, question, { timeoutMs: 60_000 })
      .then(String, (error: AppError) => error.code);
    await world.pass(21_000);
    expect(await world.settled(asked)).toBe('action.unavailable');
  });

  test('of which the user sees nothing is not made over and over', async () => {
    await joined();
    world.actions.unavailable = new AppError('action.unavailable', 'no scanner');
    const codes: string[] = [];
    for (let at = 0; at < 30; at += 1) codes.push(await ask(SCAN));
    expect([codes[0], codes.at(-1), world.actions.looks]).toEqual(['action.unavailable', 'request.rate-limited', 10]);
  });
});

test('a result is no longer than its bounds, whatever the machine says', async () => {
  await allowed({ ...SCAN, withNames: true });
  const evil = `\u202E${'x'.repeat(10_000)}\n`;
  world.actions.found = { checked: 5_000, skipped: 0, found: 5_000, threats: Array(5_000).fill({ threat: evil, file: evil }) };
  const result = await world.settled(
    technician.connection.call(session.actionRun, { runId: 'run-large-1', action: { ...SCAN, withNames: true } }),
  );
  expect(actionResult.safeParse(result).success).toBe(true);
  expect(JSON.stringify(result).length).toBeLessThan(10_000);
  expect(JSON.stringify(result)).not.toMatch(/\u202E/u);
});
