import { type StepUp, stepUpPayload } from '@alongside/consent';
import { type Capability, NO_RULES, type PolicyRules, shellPage } from '@alongside/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let world: AgentWorld;
afterEach(() => world.dispose());

const rules = (some: Partial<PolicyRules>): PolicyRules => ({ ...NO_RULES, ...some });
/** Open on every day from that long before now until that long after, by UTC. */
const openFor = (now: number, before: number, after: number): NonNullable<PolicyRules['hours']> => {
  const minute = Math.floor((now % (24 * HOUR)) / MINUTE);
  const span = { from: Math.max(0, minute - before), to: Math.min(1440, minute + after) };
  return { timeZone: 'Etc/UTC', hours: Array.from({ length: 7 }, () => [span]) };
};

async function joined(some: Partial<PolicyRules> = {}) {
  world = await AgentWorld.start();
  world.agent.policy.take(rules(some));
  return world.joined();
}
const asked = () => (world.view?.phase.phase === 'session' ? world.view.phase.session.ask : null);
const remaining = (capability: Capability) =>
  world.agent.session?.consent.live.find((grant) => grant.capability === capability)?.remainingMs;
const notices = () => world.view?.notices.map(({ kind }) => kind);

describe('at the join', () => {
  test.each<[string, boolean, PolicyRules['technicians'], boolean]>([
    ['certified and named', true, { keys: [], names: ['Tomke'] }, true],
    ['certified and not named', true, { keys: [], names: ['Kim'] }, false],
    ['named, and nobody vouches for it', false, { keys: [], names: ['Tomke'] }, false],
  ])('%s', async (_name, certified, technicians, comesIn) => {
    world = await AgentWorld.start(new Map(), { certified });
    world.agent.policy.take(rules({ technicians }));
    await world.requestHelp();
    await world.offer();
    expect(world.view?.phase.phase).toBe(comesIn ? 'join' : 'waiting');
    expect(world.joinAnswers).toEqual(comesIn ? [] : [false]);
    expect(notices()).toEqual(comesIn ? [] : ['kept-out']);
  });
});

describe('at the ask', () => {
  test('what is forbidden opens no dialog, tells why, and is entered once', async () => {
    const technician = await joined({ forbid: ['shell.run'] });
    for (let i = 0; i < 3; i += 1) {
      await expect(world.settled(technician.ask('shell.run'))).rejects.toMatchObject({ code: 'policy.forbidden' });
    }
    expect(asked()).toBeNull();
    await world.pass(200);
    expect(world.entryTypes.filter((type) => type === 'policy/refused')).toHaveLength(1);
    expect(world.entryTypes).not.toContain('consent/shown');
    // Another thing is asked as ever.
    await world.granted(technician, 'diagnostics.read');
    expect(world.live).toEqual(['diagnostics.read']);
  });

  test('a second factor that nobody proved, a technician who is not named, hours that are over', async () => {
    const technician = await joined({ secondFactor: ['shell.run'] });
    await expect(world.settled(technician.ask('shell.run'))).rejects.toMatchObject({ code: 'policy.second-factor' });
    world.agent.policy.take(rules({ technicians: { keys: [], names: ['Kim'] } }));
    await expect(world.settled(technician.ask('screen.view'))).rejects.toMatchObject({ code: 'policy.technician' });
    world.agent.policy.take(rules({ hours: { timeZone: 'Etc/UTC', hours: Array.from({ length: 7 }, () => []) } }));
    await expect(world.settled(technician.ask('screen.view'))).rejects.toMatchObject({ code: 'policy.outside-hours' });
    world.agent.policy.take(
      rules({ hours: { timeZone: 'Nowhere/At_all', hours: Array.from({ length: 7 }, () => [{ from: 0, to: 1440 }]) } }),
    );
    await expect(world.settled(technician.ask('screen.view'))).rejects.toMatchObject({ code: 'policy.outside-hours' });
    world.agent.policy.take({ rulesOfLater: 'anything' });
    await expect(world.settled(technician.ask('screen.view'))).rejects.toMatchObject({ code: 'policy.forbidden' });
    expect(world.live).toEqual([]);
  });

  test('a second factor counts as the server’s pinned key attests it: fresh, for this session and this key', async () => {
    const technician = await joined({ secondFactor: ['shell.run'] });
    const good = {
      sessionId: 'session-000001',
      technicianKey: world.technicianKey.publicKey,
      at: world.clock.now(),
      method: 'totp',
    };
    const by = (stepUp: StepUp, key = world.stepUpKey) => key.signJws(stepUpPayload(stepUp));
    const bad = await Promise.all([
      by({ ...good, sessionId: 'session-000002' }),
      by({ ...good, technicianKey: 'X'.repeat(43) }),
      by({ ...good, at: good.at - 11 * MINUTE }),
      by(good, world.technicianKey),
      'bm90.YQ.and-one',
    ]);
    for (const stepUp of bad) {
      await expect(world.settled(technician.ask('shell.run', HOUR, stepUp))).rejects.toMatchObject({
        code: 'policy.second-factor',
      });
    }
    await world.settled(technician.ask('shell.run', HOUR, await by(good)));
    await world.answer(true);
    expect(world.live).toEqual(['shell.run']);
    // It need not be proved again while the grant lives.
    await world.pass(15 * MINUTE);
    expect(world.live).toEqual(['shell.run']);
  });

  test('the dialog says how long at most, and offers no more', async () => {
    const technician = await joined({ maxDurationMs: { 'screen.view': 5 * MINUTE } });
    await world.settled(technician.ask('screen.view', 30 * MINUTE));
    await world.pass();
    expect(asked()).toMatchObject({ durationMs: 5 * MINUTE, limit: { durationMs: 5 * MINUTE, by: 'longest' } });
  });
});

describe('at the yes', () => {
  test('a yes to more than is allowed is cut, in the grant and in the receipt', async () => {
    const technician = await joined({ maxDurationMs: { 'screen.view': 5 * MINUTE } });
    await world.settled(technician.ask('screen.view', 30 * MINUTE));
    await world.answer(true, { durationMs: 8 * HOUR });
    expect(remaining('screen.view')).toBeLessThanOrEqual(5 * MINUTE);
    const lines = [...world.ledgers.files.values()].flat();
    const receipt = lines.find((line) => line.includes('"type":"consent/answered"'));
    expect(receipt).toMatch(/durationMs\\?":300000/u);
  });

  test('a policy that came while the question stood open counts', async () => {
    const technician = await joined();
    await world.settled(technician.ask('shell.run'));
    world.agent.policy.take(rules({ forbid: ['shell.run'] }));
    await world.answer(true);
    expect(world.live).toEqual([]);
    expect(notices()).toContain('restricted');
    expect(technician.outcomes.at(-1)).toMatchObject({ outcome: 'failed', code: 'policy.forbidden' });
    expect(world.shells.processes).toEqual([]);
  });

  test('“10 more” is no way around it', async () => {
    const technician = await joined({ maxDurationMs: { 'screen.view': 5 * MINUTE } });
    await world.granted(technician, 'screen.view', 5 * MINUTE);
    await world.pass(2 * MINUTE);
    world.agent.session?.consent.prolong('screen.view', 10 * MINUTE);
    expect(remaining('screen.view')).toBeLessThanOrEqual(3 * MINUTE);
    await world.pass(200);
    expect(notices()).toContain('restricted');
    expect(world.entryTypes).not.toContain('grant/prolonged');
  });
});

test('what goes on after half an hour is entered as longer by what it leaves of that', async () => {
  const technician = await joined({ maxDurationMs: { 'screen.view': 35 * MINUTE } });
  await world.granted(technician, 'screen.view', 31 * MINUTE);
  for (let i = 0; i < 1_900 && !world.agent.session?.consent.review; i += 1) await world.pass(1_000);
  const before = remaining('screen.view') ?? 0;
  void world.page.call(shellPage.reviewAnswer, { sessionId: world.sessionId, keep: ['screen.view'] });
  await world.pass(500);
  const entered = [...world.ledgers.files.values()].flat().find((line) => line.includes('grant/prolonged'));
  const more = Number(/durationMs\\?":(\d+)/u.exec(entered ?? '')?.[1]);
  expect(more).toBeGreaterThan(3 * MINUTE);
  expect(before + more).toBeLessThanOrEqual(5 * MINUTE + 1_000);
});

describe('while it lives', () => {
  test('what a newer policy forbids ends at once; what it shortens, ends sooner', async () => {
    const technician = await joined();
    await world.granted(technician, 'screen.view');
    await world.granted(technician, 'diagnostics.read');
    expect(world.frame.capturing).toBe(true);
    world.agent.policy.take(rules({ forbid: ['screen.view'], maxDurationMs: { 'diagnostics.read': 2 * MINUTE } }));
    await world.pass(100);
    expect(world.live).toEqual(['diagnostics.read']);
    expect(world.frame.capturing).toBe(false);
    expect(remaining('diagnostics.read')).toBeLessThanOrEqual(2 * MINUTE);
    // A policy that takes nothing gives nothing back.
    world.agent.policy.take(NO_RULES);
    await world.pass(2 * MINUTE);
    expect(world.live).toEqual([]);
  });

  test('everything ends with the hours', async () => {
    const technician = await joined();
    world.agent.policy.take(rules({ hours: openFor(world.clock.now(), 600, 3) }));
    await world.granted(technician, 'shell.run', HOUR);
    expect(remaining('shell.run')).toBeLessThanOrEqual(3 * MINUTE);
    await world.pass(3 * MINUTE);
    expect(world.live).toEqual([]);
    await expect(world.settled(technician.ask('shell.run'))).rejects.toMatchObject({ code: 'policy.outside-hours' });
  });
});
