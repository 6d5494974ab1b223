import { AppError } from '@alongside/base';
import { deviceSocket, FILE_PART, MAX_PICTURE_BYTES, shellPage } from '@alongside/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';

let world: AgentWorld;
beforeEach(async () => {
  world = await AgentWorld.start();
});
afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

const pictureId = 'picture-000001';
const staged = (index: number, of: number, data: string) =>
  world.settled(
    world.page
      .call(shellPage.picturePart, { pictureId, type: 'image/png', index, of, data })
      .catch((error: AppError) => error.code),
  );
async function ask(): Promise<void> {
  await world.settled(world.page.call(shellPage.helpSend, { text: 'see this', name: 'Robin', picture: pictureId }));
  await world.pass(100);
}
const kept = () => world.documents.read('picture');
const kinds = () => world.view?.notices.map(({ kind }) => kind);

describe('a picture of the user’s own', () => {
  test('goes with its request, by the server’s clock, and is kept no longer', async () => {
    await staged(0, 2, 'AAAA');
    await staged(1, 2, 'BBBB');
    await ask();
    const { requestId } = world;
    expect(world.attachments.sent).toMatchObject([{ requestId, name: 'picture.png', bytes: 'AAAABBBB' }]);
    // The server's clock began at nothing.
    expect(world.attachments.sent[0]?.at).toBeLessThan(1_000);
    expect(await kept()).toBeNull();
  });

  test('waits for the server with its request, also over a restart', async () => {
    world.attachments.refusal = new AppError('device.offline', '');
    await staged(0, 1, 'AAAA');
    await ask();
    expect(await kept()).toMatchObject({ requestId: world.requestId, base64: 'AAAA' });
    const documents = { request: await world.documents.read('request'), picture: await kept() };
    const again = await AgentWorld.start(new Map(), { documents });
    await again.pass(100);
    expect(again.attachments.sent).toMatchObject([{ requestId: world.requestId }]);
    again.dispose();
    world.attachments.refusal = undefined;
    await world.pass(31_000);
    expect(world.attachments.sent).toHaveLength(1);
  });

  test('that the server does not take is said, and forgotten', async () => {
    world.attachments.refusal = new AppError('attachment.type', '');
    await staged(0, 1, 'AAAA');
    await ask();
    expect(kinds()).toEqual(['picture-not-sent']);
    expect(await kept()).toBeNull();
  });

  test('goes nowhere where its request was taken back before it was sent', async () => {
    world.serverSide.handle(deviceSocket.requestCreate, () => {
      throw new AppError('request.rate-limited', '');
    });
    await staged(0, 1, 'AAAA');
    await ask();
    expect(await kept()).not.toBeNull();
    await world.settled(world.page.call(shellPage.helpCancel, {}));
    await world.pass();
    expect([await kept(), world.attachments.sent]).toEqual([null, []]);
  });

  test('comes whole and in its order, and no larger than is allowed, or the request waits', async () => {
    expect(await staged(1, 2, 'AAAA')).toBe('request.invalid');
    await staged(0, 2, 'AAAA');
    const sent = world.page.call(shellPage.helpSend, { text: 'see this', name: 'Robin', picture: pictureId });
    await expect(world.settled(sent)).rejects.toMatchObject({ code: 'request.invalid' });
    expect(world.view?.phase.phase).toBe('home');
    const parts = Math.ceil((MAX_PICTURE_BYTES * 4) / 3 / FILE_PART) + 1;
    const part = 'A'.repeat(FILE_PART);
    const answers: unknown[] = [];
    for (let index = 0; index < parts; index += 1) answers.push(await staged(index, parts, part));
    expect(answers).toContain('request.too-large');
  });
});
