import { AppError } from '@alongside/base';
import { deviceSocket, FILE_PART, MAX_USER_ATTACHMENT_BYTES, shellPage } from '@alongside/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';

let world: AgentWorld;
beforeEach(async () => {
  world = await AgentWorld.start();
  await world.settled(world.page.call(shellPage.helpSend, { text: 'see the letter', name: 'Robin' }));
  await world.pass(100);
});
afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

const fileId = 'own-file-000001';
const codeOf = (promise: Promise<unknown>) =>
  world.settled(
    promise.then(
      () => 'done',
      (error: AppError) => error.code,
    ),
  );
const part = (index: number, of: number, data: string) =>
  codeOf(world.page.call(shellPage.filePart, { fileId, name: 'letter.txt', index, of, data }));
const send = () => codeOf(world.page.call(shellPage.fileSend, { requestId: world.requestId, fileId }));

describe('a file of the user’s choice', () => {
  test('goes to its request as it is, and once', async () => {
    await part(0, 2, Buffer.from('dear ').toString('base64'));
    await part(1, 2, Buffer.from('all?>').toString('base64'));
    expect(await send()).toBe('done');
    const [sent] = world.attachments.sent;
    expect(sent).toMatchObject({ requestId: world.requestId, name: 'letter.txt' });
    expect(String(Buffer.from(sent?.bytes as Uint8Array))).toBe('dear all?>');
    expect(await send()).toBe('request.invalid');
  });

  test('is not sent half, out of order, too large, or while the server is away', async () => {
    expect(await part(1, 2, 'AAAA')).toBe('request.invalid');
    await part(0, 2, 'AAAA');
    expect(await send()).toBe('request.invalid');
    const parts = Math.floor(MAX_USER_ATTACHMENT_BYTES / ((FILE_PART / 4) * 3)) + 1;
    const full = 'A'.repeat(FILE_PART);
    for (let index = 0; index < parts; index += 1) await part(index, parts, full);
    expect(await send()).toBe('request.too-large');
    await part(0, 1, 'AAAA');
    world.server.set(undefined);
    expect(await send()).toBe('rpc.closed');
    expect(world.attachments.sent).toEqual([]);
  });

  test('that the server does not take is told, and can be taken back where it did', async () => {
    world.attachments.refusal = new AppError('attachment.type', '');
    await part(0, 1, 'AAAA');
    expect(await send()).toBe('attachment.type');
    const asked: unknown[] = [];
    world.serverSide.handle(deviceSocket.ownDetach, (params) => {
      asked.push(params);
      return null;
    });
    const of = { requestId: world.requestId, attachmentId: 'attachment-0001' };
    expect(await codeOf(world.page.call(shellPage.fileTakeBack, of))).toBe('done');
    expect(asked).toEqual([of]);
  });
});
