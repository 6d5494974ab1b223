import { silentLogger } from '@alongside/base';
import { type ActionResult, session } from '@alongside/protocol';
import { Connection, contract } from '@alongside/rpc';
import { FakeClock, linkedTransports, seededRandom, settle } from '@alongside/testkit';
import { expect, test } from 'vitest';
import { Actions } from './actions.ts';
import { ConsentView } from './consent-view.ts';

const CLEAN = { action: 'clean-up' } as const;
const RESULT: ActionResult = { action: 'clean-up', removed: 2, left: 0, bytes: 20 };

/** The agent, played by the test. */
function play() {
  const clock = new FakeClock();
  const random = seededRandom(3);
  const shared = { contract: contract(session), clock, logger: silentLogger };
  const [ours, theirs] = linkedTransports();
  const connection = new Connection(ours, { ...shared, local: 'technician', remote: 'agent' });
  const agent = new Connection(theirs, { ...shared, local: 'agent', remote: 'technician' });
  const asks: unknown[] = [];
  const runs: unknown[] = [];
  let askId = '';
  agent.handle(session.consentAsk, (ask) => {
    askId = ask.askId;
    asks.push([ask.capability, ask.action]);
    return null;
  });
  const finish = Promise.withResolvers<ActionResult>();
  agent.handle(session.actionRun, ({ runId, action }) => {
    runs.push(action);
    agent.notify(session.actionProgressed, { runId, done: 1, total: 2 });
    agent.notify(session.actionProgressed, { runId: 'another-run', done: 9, total: 9 });
    return finish.promise;
  });
  const grant = (frozen: boolean) =>
    agent.notify(session.grantState, {
      grants: [{ grantId: 'grant-0001', capability: 'actions.run', remainingMs: 60_000, frozen, inUse: false }],
      paused: false,
      userIsAsked: false,
    });
  const answer = (outcome: 'refused' | 'granted') =>
    agent.notify(session.consentState, {
      askId,
      capability: 'actions.run',
      outcome,
      remainingMs: null,
      askAgainInMs: null,
      code: null,
    });
  const over = () => agent.notify(session.grantState, { grants: [], paused: false, userIsAsked: false });
  const consent = new ConsentView({ connection, clock, random });
  return { actions: new Actions({ connection, consent, clock, random }), asks, runs, grant, answer, over, finish };
}

test('what was asked for is done once it is allowed and nothing holds it up, and its result kept', async () => {
  const { actions, asks, runs, grant, finish } = play();
  await actions.ask(CLEAN, 'to free space');
  expect([asks, actions.current.value.state]).toEqual([[['actions.run', CLEAN]], 'asked']);
  grant(true);
  await settle();
  expect(runs).toEqual([]);
  grant(false);
  grant(false);
  await settle();
  expect(runs).toEqual([CLEAN]);
  expect(actions.current.value).toMatchObject({ state: 'running', progress: { done: 1, total: 2 } });
  finish.resolve(RESULT);
  await settle();
  expect([actions.current.value, actions.done.value.map(({ result }) => result)]).toEqual([{ state: 'none' }, [RESULT]]);
});

test('a no leaves nothing that a later grant could begin', async () => {
  const { actions, runs, grant, answer } = play();
  await actions.ask(CLEAN, 'to free space');
  answer('refused');
  await settle();
  expect(actions.current.value).toEqual({ state: 'none' });
  grant(false);
  await settle();
  expect(runs).toEqual([]);
});

test('what was allowed, and was over before it could begin, is told and begun no more', async () => {
  const { actions, runs, grant, answer, over } = play();
  await actions.ask(CLEAN, 'to free space');
  grant(true);
  answer('granted');
  await settle();
  expect(actions.current.value.state).toBe('asked');
  over();
  await settle();
  expect(actions.current.value).toMatchObject({ state: 'ended', error: { code: 'consent.expired' } });
  grant(false);
  await settle();
  expect(runs).toEqual([]);
});

test('what was taken back on the way is told as what it is', async () => {
  const { actions, grant, finish } = play();
  await actions.ask(CLEAN, 'to free space');
  grant(false);
  await settle();
  finish.reject(new Error('gone'));
  await settle();
  expect([actions.current.value.state, actions.done.value]).toEqual(['ended', []]);
});
