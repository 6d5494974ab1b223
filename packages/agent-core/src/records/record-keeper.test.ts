import { AppError } from '@alongside/base';
import { verifyLedger } from '@alongside/consent';
import { shellPage } from '@alongside/protocol';
import { afterEach, expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';

const SESSION = 'session-000001';
const SECRET = 'my password is swordfish';

let world: AgentWorld;
afterEach(() => world.dispose());

async function inSession(): Promise<void> {
  world = await AgentWorld.start();
  const technician = await world.joined();
  await world.granted(technician, 'screen.view');
  await world.settled(world.page.call(shellPage.pageChatSay, { text: SECRET }));
}

async function ended(): Promise<void> {
  await inSession();
  await world.settled(world.page.call(shellPage.sessionStop, { by: 'button' }));
  await world.pass(1_000);
}

const prepare = (words: boolean) => world.settled(world.page.call(shellPage.recordPrepare, { sessionId: SESSION, words }));
const keep = (sha256: string) => world.settled(world.page.call(shellPage.recordKeep, { sha256 }));
const shown = async (sha256: string) =>
  (await world.settled(world.page.call(shellPage.recordPrepared, { sha256, offset: 0 }))).part;
const kept = () => (world.view?.phase.phase === 'ended' ? world.view.phase.kept : undefined);

test('nothing of a session goes to its ticket by itself, nor while it runs', async () => {
  await inSession();
  await expect(prepare(true)).rejects.toMatchObject({ code: 'ledger.invalid' });
  await world.settled(world.page.call(shellPage.sessionStop, { by: 'button' }));
  await world.pass(600_000);
  expect([world.attachments.records.size, kept()]).toEqual([0, null]);
});

test('whoever is quicker than the end is entered has the record with its end still', async () => {
  await inSession();
  // What hangs holds the end up, while the user sees at once that all is closed.
  world.frame.hangs = true;
  await world.settled(world.page.call(shellPage.sessionStop, { by: 'button' }));
  expect([world.view?.phase.phase, kept()]).toEqual(['ended', null]);
  const prepared = world.page.call(shellPage.recordPrepare, { sessionId: SESSION, words: false });
  const saved = world.page.call(shellPage.historyExport, { sessionId: SESSION, offset: 0 });
  const listed = world.page.call(shellPage.historyList, {});
  await world.pass(10_000);
  expect((await prepared).outline).toMatchObject({ sessionId: SESSION });
  expect((await saved).part).toContain('"session/end"');
  expect(await listed).toMatchObject([{ sessionId: SESSION, endedAt: expect.any(Number) }]);
});

test('what is sent are the very bytes that were shown: without the words, or with them', async () => {
  await ended();
  const bare = await prepare(false);
  const text = await shown(bare.sha256);
  expect(text).not.toContain('swordfish');
  expect(bare.outline).toMatchObject({ allowed: ['screen.view'], messages: 1, commands: 0, words: false });
  expect(await verifyLedger(text, world.crypto)).toMatchObject({ verdict: 'good', session: SESSION });
  const whole = await prepare(true);
  expect(await shown(whole.sha256)).toContain(SECRET);
  // Another choice voids the one that was shown before.
  await expect(keep(bare.sha256)).rejects.toMatchObject({ code: 'report.not-prepared' });
  expect(world.attachments.records.size).toBe(0);
  await keep(whole.sha256);
  expect(world.crypto.sha256(world.attachments.records.get(SESSION) ?? '')).toBe(whole.sha256);
  expect(kept()).toMatchObject({ words: true, sha256: whole.sha256 });
  const [past] = await world.settled(world.page.call(shellPage.historyList, {}));
  expect(past?.kept).toMatchObject({ words: true });
});

test('what the server refuses is not said to be there; what it may have got is', async () => {
  await ended();
  const { sha256 } = await prepare(false);
  world.attachments.refusal = new AppError('policy.forbidden', 'this organisation keeps none');
  await expect(keep(sha256)).rejects.toMatchObject({ code: 'policy.forbidden' });
  expect(kept()).toBeNull();
  world.attachments.refusal = new AppError('device.offline', 'away');
  await expect(keep(sha256)).rejects.toMatchObject({ code: 'device.offline' });
  expect(kept()).toMatchObject({ words: false });
  const back = () => world.settled(world.page.call(shellPage.recordTakeBack, { sessionId: SESSION }));
  await expect(back()).rejects.toMatchObject({ code: 'device.offline' });
  expect(kept()).not.toBeNull();
  world.attachments.refusal = undefined;
  await back();
  await world.pass(100);
  expect(kept()).toBeNull();
  await expect(back()).rejects.toMatchObject({ code: 'session.not-found' });
});

test('words that are erased here are not held for the ticket any more', async () => {
  await ended();
  const { sha256 } = await prepare(true);
  await world.settled(world.page.call(shellPage.historyErase, { sessionId: SESSION }));
  await expect(shown(sha256)).rejects.toMatchObject({ code: 'report.not-prepared' });
  await expect(keep(sha256)).rejects.toMatchObject({ code: 'report.not-prepared' });
  expect(world.attachments.records.size).toBe(0);
});
