import { GUARDED_ALLOW_AFTER_MS, HOLD_BACK_MS } from '@alongside/consent';
import { deviceSocket, type GuardQuestion, guardQuestion, linkPage, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { promptSigningKey } from '@alongside/testkit';
import { afterEach, expect, test } from 'vitest';
import { AgentWorld } from '../../fixtures/agent-world.ts';
import { playedAs } from '../attack-notes.ts';
import { effects } from '../effects.ts';
import { frameOf } from '../samples.ts';

playedAs('caller who pretends to help', 'server');

const SESSION_ID = 'session-000001';

let world: AgentWorld;
afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

const say = (question: GuardQuestion, yes: boolean, sessionId = SESSION_ID) =>
  void world.page.call(shellPage.guardAnswer, { sessionId, question, yes }).catch(() => undefined);

async function comesByCode(): Promise<void> {
  world = await AgentWorld.start(undefined, { certified: false, guarded: true });
  let requestId = '';
  world.serverSide.handle(deviceSocket.codeCreate, (code) => {
    ({ requestId } = code);
    return null;
  });
  void world.page.call(shellPage.helpCode, { name: 'Robin' }).catch(() => undefined);
  await world.pass(100);
  world.serverSide.notify(deviceSocket.codeRedeemed, { requestId, number: 1 });
  world.requestId = requestId;
  await world.offer(SESSION_ID, requestId);
}

async function visibleFor(ms: number, sessionId = SESSION_ID): Promise<void> {
  world.page.notify(shellPage.dialogVisible, { sessionId: null, dialogId: sessionId, visible: true, words: 'words' });
  await world.pass(ms);
}

const accept = (sessionId = SESSION_ID) =>
  void world.page.call(shellPage.joinDecide, { sessionId, accept: true }).catch(() => undefined);

/** A flood of mail, a call "from IT", a code read out, and a script that ran within minutes. */
test('Quick Assist and Storm-1811: who comes by a code and is vouched for by nobody waits, is asked about, and gets no commands for five minutes', async () => {
  await comesByCode();
  // The hurry of a caller: Allow at once, before the questions and right behind them.
  accept();
  await visibleFor(60_000);
  accept();
  await world.pass(100);
  expect({ answers: world.joinAnswers, opened: world.network.opened }).toEqual({ answers: [], opened: 0 });
  for (const question of guardQuestion.options) say(question, false);
  await world.pass(100);
  await visibleFor(GUARDED_ALLOW_AFTER_MS - 500);
  accept();
  await world.pass(100);
  expect(world.joinAnswers).toEqual([]);
  await world.pass(600);
  const technician = world.technician();
  accept();
  await world.pass(600);
  expect(technician.link.state.value.state).toBe('live');
  const before = effects(world);
  for (const wait of [0, 60_000, HOLD_BACK_MS - 90_000]) {
    await world.pass(wait);
    await expect(world.settled(technician.ask('shell.run'))).rejects.toBeDefined();
    // Nor by a clock that the caller has them set forward.
    world.clock.jumpWall(HOLD_BACK_MS);
    await expect(world.settled(technician.ask('shell.run'))).rejects.toBeDefined();
    world.clock.jumpWall(-HOLD_BACK_MS);
    await world.pass(2_000);
  }
  expect({ effects: effects(world), live: world.live }).toEqual({ effects: before, live: [] });
});

/** "You have a virus": the victim is told what to press. */
test('Tech-support fraud: what worries ends it before anybody is in, by no word of server or frame does it go on, and for the next one all is asked anew', async () => {
  await comesByCode();
  const { requestId } = world;
  // The questions answered by others than the user, and for another session.
  const answer = { sessionId: SESSION_ID, question: guardQuestion.options[0], yes: false };
  for (const raw of [world.raw.link, world.raw.server]) raw?.send(frameOf(shellPage.guardAnswer, answer, 500));
  for (const question of guardQuestion.options) say(question, false, 'session-of-another');
  await world.pass(100);
  expect(world.view?.phase).toMatchObject({ phase: 'join', guard: { question: guardQuestion.options[0] } });
  expect(contract(linkPage).has('guard/answer')).toBe(false);
  // All but the last, then somebody else in their place: from the beginning.
  for (const question of guardQuestion.options.slice(0, -1)) say(question, false);
  await world.pass(100);
  await world.offer('session-000002', requestId, promptSigningKey('another').publicKey);
  expect(world.view?.phase).toMatchObject({ phase: 'join', guard: { question: guardQuestion.options[0] } });
  // They called: it is over, and the same request lets nobody in.
  say(guardQuestion.options[0] as GuardQuestion, true, 'session-000002');
  await world.pass(200);
  accept('session-000002');
  await world.pass(200);
  for (let at = 3; at < 6; at += 1) await world.offer(`session-00000${at}`, requestId);
  await world.pass(1_000);
  expect({ accepted: world.joinAnswers.filter(Boolean), opened: world.network.opened }).toEqual({ accepted: [], opened: 0 });
  expect(world.view?.phase.phase).not.toBe('join');
});
