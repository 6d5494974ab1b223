import { type ChatMessage, session, shellPage } from '@alongside/protocol';
import { promptSigningKey } from '@alongside/testkit';
import { afterEach, describe, expect, test } from 'vitest';
import { AgentWorld, type Technician } from '../../../../test/fixtures/agent-world.ts';

/** A technician leaves to another one while the user is being helped. */

let world: AgentWorld;
afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

const SECOND = 'session-000002';
const key = promptSigningKey('second technician');
const phase = () => world.view?.phase;
const said = (id: string, text: string) => ({ messageId: id, text, at: world.clock.now() });

async function handedOver(): Promise<Technician> {
  world = await AgentWorld.start();
  const first = await world.joined();
  await world.granted(first, 'screen.view');
  await world.granted(first, 'shell.run');
  await world.settled(first.connection.call(session.chatSay, said('message-0001', 'What does the light say?')));
  await world.settled(world.page.call(shellPage.pageChatSay, { text: 'It is red' }));
  first.connection.notify(session.sessionBye, { reason: 'handed-over', to: 'Uli' });
  await world.pass(3_000);
  return first;
}

async function secondJoined(): Promise<{ second: Technician; passed: ChatMessage[] }> {
  await world.offer(SECOND, world.requestId, key.publicKey);
  const second = world.technician({ key, sessionId: SECOND });
  const passed: ChatMessage[] = [];
  second.connection.on(session.chatBefore, ({ messages }) => void passed.push(...messages));
  await world.decideJoin(true, SECOND);
  await world.pass(500);
  return { second, passed };
}

describe('a handover in a session', () => {
  test('ends all that was allowed, says who goes on, and is entered', async () => {
    await handedOver();
    expect(phase()).toMatchObject({ phase: 'ended', reason: 'technician-left', handedTo: 'Uli', requestOpen: true });
    expect([world.live, world.frame.capturing, world.shells.processes[0]?.ends.length]).toEqual([[], false, undefined]);
    const ends = world.entryTypes.filter((type) => type === 'session/handed-over' || type === 'session/end');
    expect(ends).toEqual(['session/handed-over', 'session/end']);
  });

  test('lets nobody in: the next one is asked about anew, and has nothing of what the first had', async () => {
    await handedOver();
    const opened = world.network.opened;
    await world.offer(SECOND, world.requestId, key.publicKey);
    expect([phase()?.phase, world.network.opened, world.live]).toEqual(['join', opened, []]);
    await world.decideJoin(false, SECOND);
    expect([phase()?.phase, world.network.opened]).toEqual(['ended', opened]);
  });

  test('leaves the conversation with the user, who passes it on once, or not', async () => {
    await handedOver();
    const { second, passed } = await secondJoined();
    expect(world.sessionView?.chat.map(({ text }) => text)).toEqual(['What does the light say?', 'It is red']);
    expect([world.live, second.grants, passed, world.sessionView?.earlier]).toEqual([[], [], [], { count: 2 }]);
    const press = () => world.page.call(shellPage.chatPassOn, {});
    await world.settled(Promise.all([press(), press()]));
    await world.settled(press());
    expect(passed.map(({ text }) => text)).toEqual(['What does the light say?', 'It is red']);
    expect(world.entryTypes.filter((type) => type === 'chat/passed-on')).toHaveLength(1);
    expect(world.sessionView?.earlier).toBeUndefined();
  });

  test('is not passed on once the user stopped, while that was still being entered', async () => {
    await handedOver();
    const { passed } = await secondJoined();
    world.entriesTake('chat/passed-on', 1_000);
    void world.page.call(shellPage.chatPassOn, {}).catch(() => undefined);
    await world.pass(200);
    void world.page.call(shellPage.sessionStop, { by: 'button' });
    await world.pass(5_000);
    expect([world.live, passed, world.entryTypes.includes('chat/passed-on')]).toEqual([[], [], true]);
  });

  test('by the same technician, who comes back, there is nothing to pass on', async () => {
    await handedOver();
    await world.offer(SECOND);
    world.technician({ sessionId: SECOND });
    await world.decideJoin(true, SECOND);
    await world.pass(500);
    expect(world.sessionView?.chat).toHaveLength(2);
    expect(world.sessionView?.earlier).toBeUndefined();
  });
});
