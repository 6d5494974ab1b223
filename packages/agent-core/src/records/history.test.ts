import { verifyLedger } from '@alongside/consent';
import { shellPage } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';

const SESSION = 'session-000001';

test('the words of a session that is over can be erased; the record still proves what was allowed', async () => {
  const world = await AgentWorld.start();
  const technician = await world.joined();
  await world.granted(technician, 'screen.view');
  await world.settled(world.page.call(shellPage.pageChatSay, { text: 'my password is swordfish' }));
  const erase = () => world.settled(world.page.call(shellPage.historyErase, { sessionId: SESSION }));
  await expect(erase()).rejects.toMatchObject({ code: 'ledger.invalid' });
  await world.settled(world.page.call(shellPage.sessionStop, { by: 'button' }));
  await world.pass(1_000);
  const exported = () => world.settled(world.page.call(shellPage.historyExport, { sessionId: SESSION, offset: 0 }));
  const before = await exported();
  expect(before.part).toContain('swordfish');
  await erase();
  expect(world.ledgers.files.get(SESSION)?.join('')).not.toContain('swordfish');
  const { part, ownKey } = await exported();
  const result = await verifyLedger(part, world.crypto);
  if (result.verdict !== 'good') throw new Error(JSON.stringify(result));
  expect(result.proof.agentKey).toBe(ownKey);
  expect(result.proof.erased.length).toBeGreaterThan(2);
  const whole = await verifyLedger(before.part, world.crypto);
  expect(result.events).toEqual(whole.events.map((event) => ({ ...event, texts: {} })));
});

test('of a session that never was, nothing is erased', async () => {
  const world = await AgentWorld.start();
  const none = world.page.call(shellPage.historyErase, { sessionId: 'session-009999' });
  await expect(world.settled(none)).rejects.toMatchObject({ code: 'session.not-found' });
});
