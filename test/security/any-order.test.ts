import { AppError } from '@alongside/base';
import { CAPABILITIES, type Capability, session, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { settle } from '@alongside/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AgentWorld } from '../fixtures/agent-world.ts';
import { playedAs } from './attack-notes.ts';
import { Aim } from './effects.ts';
import { messagesOf } from './samples.ts';

playedAs('technician in a session');

/**
 * Whatever a technician sends, a user presses, a clock, a disk and a network do, in whatever order: nothing reaches the
 * machine but under a yes of the user's that holds this moment, and nothing at all after Stop. The yes is followed here by
 * what the user pressed, not by what the agent believes.
 */

const GUARDED = messagesOf(contract(session), 'technician').filter(({ needs }) => needs !== undefined);
const capability = fc.constantFrom(...CAPABILITIES);

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('ask'), capability, long: fc.boolean() }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('answer'), allow: fc.integer({ min: 0, max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('answer-too-soon') }) },
  { weight: 14, arbitrary: fc.record({ do: fc.constant('send'), message: fc.nat({ max: GUARDED.length - 1 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('take-back'), capability }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('return'), capability }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('prolong'), capability }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pause'), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('review'), keep: fc.subarray([...CAPABILITIES]) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('pass'), ms: fc.constantFrom(0, 10, 300, 1_500, 6_000, 61_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('jump'), ms: fc.constantFrom(-3_600_000, -6_000, 6_000) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('silence', 'cut', 'restore', 'restore', 'withdraw') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('signs'), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('disk'), full: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('stop', 'stop-key', 'close-window') }) },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** The user's own side of the story, and what happened against it. */
class Witness {
  readonly world: AgentWorld;
  readonly violations: string[] = [];
  effects = 0;
  stopped = false;
  paused = false;
  /** Until when each yes holds at most, monotonic. */
  readonly #yes = new Map<Capability, number>();

  constructor(world: AgentWorld) {
    this.world = world;
    this.#watch();
  }

  allow(allowed: Capability, durationMs: number): void {
    this.#yes.set(allowed, Math.max(this.#yes.get(allowed) ?? 0, this.world.clock.monotonic() + durationMs));
  }

  end(ended: Capability): void {
    this.#yes.delete(ended);
  }

  endAll(): void {
    this.#yes.clear();
  }

  /** Something reached the machine this moment. `starting`: it opens what the grant will be for. */
  saw(used: Capability, what: string, starting = false): void {
    this.effects += 1;
    const { world } = this;
    const consent = world.agent.session?.consent;
    const wrong = (why: string) => this.violations.push(`${what}: ${why}`);
    if (this.stopped) wrong('after Stop');
    if ((this.#yes.get(used) ?? -1) < world.clock.monotonic()) wrong('without a yes of the user’s');
    if (!this.#receipt(used, starting ? 'consent/answered' : 'grant/started')) wrong('without a receipt before it');
    if (starting) return;
    if (this.paused) wrong('while paused');
    if (consent?.dialog) wrong('while a dialog was open');
    if (consent?.review) wrong('while the user was asked what may go on');
    const refused = consent?.mayAct(used);
    if (refused) wrong(`against the gate: ${refused.code}`);
  }

  #receipt(used: Capability, type: string): boolean {
    const lines = [...this.world.ledgers.files.values()].flat();
    return lines.some(
      (line) =>
        line.includes(`"type":"${type}"`) &&
        line.includes(`"capability":"${used}"`) &&
        (type !== 'consent/answered' || line.includes('"allowed":true')),
    );
  }

  #watch(): void {
    const { input, shells, probes, actions, frame } = this.world;
    onPush(input.acts, (act) => {
      // Letting go is never refused.
      if (!act.endsWith(' up')) this.saw('input.control', act);
    });
    onSet(input, 'opened', () => this.saw('input.control', 'a device was opened', true));
    onPush(actions.runs, (what) => this.saw('actions.run', what));
    onPush(actions.fixes.acts, (what) => !what.startsWith('look') && this.saw('actions.run', what));
    onSet(probes, 'runs', () => this.saw('diagnostics.read', 'the machine was read'));
    onSet(frame, 'capturing', (on) => on && this.saw('screen.view', 'the screen was captured', true));
    onPush(shells.processes, (process) => {
      this.saw('shell.run', 'a shell was opened');
      onPush(process.written, (data) => this.saw('shell.run', `typed ${JSON.stringify(data)}`));
    });
  }
}

/** Calls before each push. */
function onPush<T>(list: T[], seen: (item: T) => void): void {
  const push = list.push.bind(list);
  list.push = (...items: T[]) => {
    items.forEach(seen);
    return push(...items);
  };
}

function onSet<K extends string, T>(owner: Record<K, T>, name: K, seen: (value: T) => void): void {
  let current = owner[name];
  Object.defineProperty(owner, name, {
    get: () => current,
    set: (value: T) => {
      current = value;
      seen(value);
    },
  });
}

async function play(
  allowed: readonly Capability[],
  steps: readonly Step[],
): Promise<{ violations: readonly string[]; effects: number }> {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  const witness = new Witness(world);
  const aim = new Aim(world, technician);
  const { page } = world;
  const visibleSince = new Map<string, number>();
  const quiet = (promise: Promise<unknown>) => void promise.catch(() => undefined);
  for (const each of allowed) {
    witness.allow(each, 4_000_000);
    await world.granted(technician, each, 3_600_000);
  }
  if (allowed.includes('shell.run')) await world.settled(technician.connection.call(session.shellOpen, { cols: 80, rows: 24 }));
  for (const one of steps) {
    await act(one);
    await settle();
  }
  await world.pass(2_000);
  if (witness.stopped) {
    if (world.frame.capturing) witness.violations.push('captured after Stop');
    if (world.input.open_ > 0) witness.violations.push('a device is open after Stop');
  }
  if (world.faults.some((fault) => !/disk is full|no space|signed yet/u.test(fault))) {
    witness.violations.push(...world.faults.filter((fault) => !/disk is full|no space|signed yet/u.test(fault)));
  }
  world.dispose();
  return { violations: witness.violations, effects: witness.effects };

  async function act(one: Step): Promise<void> {
    switch (one.do) {
      case 'ask':
        quiet(technician.ask(one.capability, one.long ? 3_600_000 : 60_000));
        return world.pass(0);
      case 'withdraw': {
        const askId = world.agent.session?.consent.dialog?.askId;
        if (askId) quiet(technician.connection.call(session.consentWithdraw, { askId }));
        return;
      }
      case 'answer':
      case 'answer-too-soon': {
        const dialog = world.agent.session?.consent.dialog;
        if (!dialog) return;
        const allow = one.do === 'answer-too-soon' || one.allow > 0;
        page.notify(shellPage.dialogVisible, {
          sessionId: world.sessionId,
          dialogId: dialog.askId,
          visible: true,
          words: 'words',
        });
        const since = visibleSince.get(dialog.askId) ?? world.clock.monotonic();
        visibleSince.set(dialog.askId, since);
        await world.pass(one.do === 'answer' ? 1_100 : 900);
        // The yes counts from the press, and no press counts in the first second.
        const counts = world.clock.monotonic() - since >= 1_000;
        if (allow && counts) witness.allow(dialog.capability, dialog.durationMs + 120_000);
        const { durationMs, askId } = dialog;
        quiet(
          page.call(shellPage.consentAnswer, {
            sessionId: world.sessionId,
            askId,
            allow,
            durationMs,
            wordsHash: world.crypto.sha256('words'),
          }),
        );
        return world.pass(one.do === 'answer' && one.allow > 1 ? 200 : 0);
      }
      case 'send': {
        const message = GUARDED[one.message];
        if (message) aim.send(...aim.frames(message, 1));
        return world.pass(0);
      }
      case 'take-back':
        if (world.live.includes(one.capability)) witness.end(one.capability);
        quiet(page.call(shellPage.grantTakeBack, { sessionId: world.sessionId, capability: one.capability }));
        return world.pass(0);
      case 'return':
        return quiet(technician.connection.call(session.grantReturn, { capability: one.capability }));
      case 'prolong':
        witness.allow(one.capability, 4_000_000);
        quiet(page.call(shellPage.grantProlong, { sessionId: world.sessionId, capability: one.capability, durationMs: 300_000 }));
        return world.pass(0);
      case 'pause':
        quiet(page.call(shellPage.sessionPause, { sessionId: world.sessionId, paused: one.on }));
        await world.pass(0);
        witness.paused = one.on;
        return;
      case 'review':
        if (world.agent.session?.consent.review) for (const kept of one.keep) witness.allow(kept, 600_000);
        return quiet(page.call(shellPage.reviewAnswer, { sessionId: world.sessionId, keep: one.keep }));
      case 'pass':
        return world.pass(one.ms);
      case 'jump':
        return world.clock.jumpWall(one.ms);
      case 'silence':
        return world.network.silence();
      case 'cut':
        return world.network.cut();
      case 'restore':
        return world.network.restore();
      case 'signs':
        technician.signs = one.on;
        return;
      case 'disk':
        world.ledgers.failure = one.full ? new AppError('storage.full', 'the disk is full') : undefined;
        return;
      case 'stop':
      case 'stop-key':
      case 'close-window': {
        const engaged = world.agent.session?.consent.engaged === true;
        if (one.do === 'stop') quiet(page.call(shellPage.sessionStop, { by: 'button' }));
        if (one.do === 'stop-key') world.stopKey.press();
        if (one.do === 'close-window') world.pages.setShell(undefined);
        await settle();
        if (one.do !== 'close-window' || engaged) {
          witness.stopped = true;
          witness.endAll();
        }
        return;
      }
    }
  }
}

test('nothing reaches the machine without a live yes, in any order of things', { timeout: 180_000 }, async () => {
  const steps = fc.array(step, { minLength: 5, maxLength: 30, size: 'max' });
  let effects = 0;
  await fc.assert(
    fc.asyncProperty(fc.subarray([...CAPABILITIES]), steps, async (allowed, story) => {
      const seen = await play(allowed, story);
      effects += seen.effects;
      expect(seen.violations).toEqual([]);
    }),
    { numRuns: 60, seed: 20_261_121 },
  );
  // The property is not kept by a machine that nothing ever reaches.
  expect(effects).toBeGreaterThan(60);
});
