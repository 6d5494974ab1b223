import { AppError, utf8 } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import { type CrashReceipt, MAX_CRASH_FILE_BYTES, shellPage } from '@alongside/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';

const WORDS = 'May the desk have this file?\nSend it';
const REPORT = 'ProblemType: Crash\nExecutablePath: /usr/bin/editor\n';
const MEMORY = Uint8Array.from([...utf8('MDMP'), 0x93, 0xa7, 0, 0, ...utf8('password=hunter2'), 0]);

let world: AgentWorld;
beforeEach(async () => {
  world = await AgentWorld.start();
  await world.settled(world.page.call(shellPage.helpSend, { text: 'the editor is gone', name: 'Robin' }));
  await world.pass(100);
  world.crashes.files.set('editor.crash', utf8(REPORT));
});
afterEach(() => {
  expect(world.faults).toEqual([]);
  world.dispose();
});

const codeOf = (promise: Promise<unknown>) =>
  world.settled(
    promise.then(
      () => 'done',
      (error: AppError) => error.code,
    ),
  );
const list = () => world.settled(world.page.call(shellPage.crashList, {}));
const show = (crashId = 'crash-editor-crash') => world.settled(world.page.call(shellPage.crashShow, { source: { crashId } }));
const read = (sha256: string, offset = 0) => world.settled(world.page.call(shellPage.crashText, { sha256, offset }));
async function showAll(): Promise<{ readonly sha256: string }> {
  const shown = await show();
  await read(shown.sha256);
  return shown;
}
async function visible(sha256: string, ms = 1_000, words = WORDS): Promise<void> {
  world.page.notify(shellPage.crashVisible, { sha256, visible: true, words });
  await world.pass(ms);
}
const send = (sha256: string, words = WORDS, askId: string | null = 'crash-ask-0001') =>
  codeOf(world.page.call(shellPage.crashSend, { requestId: world.requestId, askId, sha256, words }));
const kept = () => world.documents.read('crash-files') as Promise<readonly { sha256: string }[] | undefined>;
const receiptOf = (jws: string) => JSON.parse(String(Buffer.from(jws.split('.')[1] ?? '', 'base64url'))) as CrashReceipt;

describe('a crash file of the user’s choice', () => {
  test('is listed by name, time and size, and nothing is opened for that', async () => {
    expect((await list()).files).toEqual([
      { crashId: 'crash-editor-crash', name: 'editor.crash', program: 'editor', at: 1_000, bytes: REPORT.length },
    ]);
    expect(world.crashes.reads).toBe(0);
  });

  test('is shown whole, and sent as the very bytes that were shown, with a receipt', async () => {
    const shown = await show();
    expect(shown).toMatchObject({ kind: 'text', units: REPORT.length, sha256: webCrypto().sha256(REPORT), strings: [] });
    const { part, total } = await read(shown.sha256);
    expect([part, total]).toEqual([REPORT, REPORT.length]);
    await visible(shown.sha256);
    expect(world.attachments.crashes).toEqual([]);
    expect(await send(shown.sha256)).toBe('done');
    const [sent] = world.attachments.crashes;
    expect(String(Buffer.from(sent?.bytes ?? []))).toBe(REPORT);
    expect(await world.crypto.verifyJws(world.deviceKey.publicKey, sent?.receipt ?? '')).toBeDefined();
    expect(receiptOf(sent?.receipt ?? '')).toMatchObject({
      type: 'alongside-crash-file/1',
      requestId: world.requestId,
      askId: 'crash-ask-0001',
      level: 'P3',
      name: 'editor.crash',
      bytes: REPORT.length,
      sha256: shown.sha256,
      wordsHash: webCrypto().sha256(WORDS),
      language: 'en',
    });
    expect((await list()).sent).toMatchObject([{ requestId: world.requestId, name: 'editor.crash', sha256: shown.sha256 }]);
    // The same press again sends nothing again.
    expect(await send(shown.sha256)).toBe('report.not-prepared');
  });

  test('on a slow line takes its minutes, and is not said to have failed meanwhile', async () => {
    const arrival = Promise.withResolvers<void>();
    world.attachments.arrival = arrival.promise;
    const { sha256 } = await showAll();
    await visible(sha256);
    const told: string[] = [];
    const yes = { requestId: world.requestId, askId: null, sha256, words: WORDS };
    world.page.call(shellPage.crashSend, yes).then(
      () => told.push('done'),
      (error: AppError) => told.push(error.code),
    );
    await world.pass(5 * 60_000);
    expect(told).toEqual([]);
    arrival.resolve();
    await world.pass(100);
    expect(told).toEqual(['done']);
  });

  test('with a packed copy of the memory among its words says so, as apport writes it', async () => {
    expect(await show()).toMatchObject({ kind: 'text', memory: false });
    world.crashes.files.set('editor.crash', utf8(`${REPORT}CoreDump: base64\n H4sICAAAAAAC/0NvcmVEdW1w\n`));
    expect(await show()).toMatchObject({ kind: 'text', memory: true });
  });

  test('of memory: what can be read in it is shown', async () => {
    world.crashes.files.set('editor.dmp', MEMORY);
    expect(await show('crash-editor-dmp')).toMatchObject({
      kind: 'minidump',
      memory: true,
      units: null,
      strings: ['password=hunter2'],
    });
  });

  test('of the user’s own choosing comes by the page, and by no path', async () => {
    const fileId = 'own-file-000001';
    const part = { fileId, name: '../../etc/letter.dmp', index: 0, of: 1, data: Buffer.from(MEMORY).toString('base64') };
    await world.settled(world.page.call(shellPage.filePart, part));
    const shown = await world.settled(world.page.call(shellPage.crashShow, { source: { fileId } }));
    expect(shown).toMatchObject({ name: 'letter.dmp', kind: 'minidump', sha256: webCrypto().sha256(MEMORY) });
    await visible(shown.sha256);
    expect(await send(shown.sha256, WORDS, null)).toBe('done');
    expect(world.attachments.crashes).toHaveLength(1);
  });
});

describe('nothing leaves', () => {
  const nothing = async () => {
    expect(world.attachments.crashes).toEqual([]);
    expect((await kept()) ?? []).toEqual([]);
  };

  test('without a second in which all of it stood there, with these words', async () => {
    const { sha256 } = await showAll();
    expect(await send(sha256)).toBe('consent.too-early');
    await visible(sha256, 999);
    expect(await send(sha256)).toBe('consent.too-early');
    await world.pass(1);
    expect(await send(sha256, 'Send it')).toBe('consent.too-early');
    world.page.notify(shellPage.crashVisible, { sha256, visible: false, words: WORDS });
    expect(await send(sha256)).toBe('consent.too-early');
    await nothing();
  });

  test('of a long report before all of it was read to its end', async () => {
    world.crashes.files.set('editor.crash', utf8(REPORT.padEnd(70_000, 'x\n')));
    const { sha256 } = await show();
    await visible(sha256);
    expect(await send(sha256)).toBe('consent.too-early');
    await read(sha256);
    // What was passed over was not read.
    await read(sha256, 65_536);
    await visible(sha256);
    expect(await send(sha256)).toBe('consent.too-early');
    await read(sha256, 32_768);
    await read(sha256, 65_536);
    expect(await send(sha256)).toBe('consent.too-early');
    await nothing();
    await visible(sha256);
    expect(await send(sha256)).toBe('done');
  });

  test('of a file that became another between look and yes, or a link, or went', async () => {
    const { sha256 } = await showAll();
    await visible(sha256);
    world.crashes.files.set('editor.crash', utf8(`${REPORT}more`));
    expect(await send(sha256)).toBe('crash-file.changed');
    world.crashes.files.set('editor.crash', utf8(REPORT));
    // It was shown before it was another: it is to be looked at anew.
    expect(await send(sha256)).toBe('report.not-prepared');
    const again = await showAll();
    await visible(again.sha256);
    world.crashes.files.delete('editor.crash');
    expect(await send(again.sha256)).toBe('crash-file.gone');
    await nothing();
  });

  test('that is another than was shown last, after the page was left, or too large, or no crash file', async () => {
    world.crashes.files.set('mail.crash', utf8('ProblemType: Crash\nmail'));
    const first = await showAll();
    await visible(first.sha256);
    await show('crash-mail-crash');
    expect(await send(first.sha256)).toBe('report.not-prepared');
    const { sha256 } = await showAll();
    await visible(sha256);
    world.page.notify(shellPage.crashForget, {});
    expect(await send(sha256)).toBe('report.not-prepared');
    world.crashes.files.set('big.crash', new Uint8Array(MAX_CRASH_FILE_BYTES + 1));
    expect(await codeOf(show('crash-big-crash'))).toBe('request.too-large');
    world.crashes.files.set('photo.png', Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]));
    expect(await codeOf(show('crash-photo-png'))).toBe('attachment.type');
    expect(await codeOf(show('crash-../../etc/shadow'))).toBe('request.invalid');
    expect(await codeOf(show('crash-of-nobody'))).toBe('crash-file.gone');
    await nothing();
  });

  test('what the server did not take is not written down as sent; where its answer was lost, it is', async () => {
    const once = async (code: 'crash-file.not-asked' | 'device.offline') => {
      world.attachments.refusal = new AppError(code, '');
      const { sha256 } = await showAll();
      await visible(sha256);
      return send(sha256);
    };
    expect(await once('crash-file.not-asked')).toBe('crash-file.not-asked');
    await nothing();
    expect(await once('device.offline')).toBe('device.offline');
    expect(await kept()).toHaveLength(1);
  });
});
