import { AppError, silentLogger } from '@alongside/base';
import { deviceSocket } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import { FakeClock } from '@alongside/testkit';
import { expect, test } from 'vitest';
import { Documents } from '../documents/documents.ts';
import { AnswerLog } from './answer-log.ts';

function setUp(options: { online?: boolean; full?: boolean } = {}) {
  const kept = new Map<string, unknown>();
  const sent: unknown[] = [];
  const store = {
    read: async (name: string) => kept.get(name),
    write: async (name: string, value: unknown) => {
      if (options.full) throw new AppError('storage.full', 'full');
      kept.set(name, value);
    },
    remove: async (name: string) => void kept.delete(name),
  };
  const connection = {
    call: async (message: { method: string }, params: unknown) => {
      sent.push([message.method, params]);
      return null;
    },
  } as unknown as Connection;
  const server = { connection: options.online === false ? undefined : connection };
  const log = new AnswerLog({
    documents: new Documents(store as never, silentLogger),
    server: server as never,
    clock: new FakeClock(),
    logger: silentLogger,
  });
  const entries = () => (kept.get('answers') as { entries: { step: string; article: string }[] } | undefined)?.entries ?? [];
  return { log, sent, lines: () => entries().map(({ step, article }) => `${step} ${article}`) };
}

test('what was read, solved and asked is kept here, newest first, and nothing is sent', async () => {
  const { log, sent, lines } = setUp();
  void log.note('opened', ['printer']);
  void log.note('opened', ['restart']);
  await log.solved('restart', false);
  await log.note('asked', ['printer', 'restart']);
  expect(lines()).toEqual(['asked printer', 'asked restart', 'solved restart', 'opened restart', 'opened printer']);
  expect(sent).toEqual([]);
});

test('the organisation hears that an article helped by a yes alone, and of nothing but the article', async () => {
  const { log, sent } = setUp();
  await log.solved('restart', true);
  expect(sent).toEqual([[deviceSocket.articleHelped.method, { article: 'restart' }]]);
});

test('what cannot be told is said, and can be tried again', async () => {
  const { log, lines } = setUp({ online: false });
  await expect(log.solved('restart', true)).rejects.toMatchObject({ code: 'rpc.closed' });
  expect(lines()).toEqual([]);
});

test('a long log forgets its oldest, and a full disk stops nobody', async () => {
  const { log, lines } = setUp();
  for (let index = 0; index < 205; index++) void log.note('opened', [`article-${index}`]);
  await log.note('opened', ['last-one']);
  expect(lines()).toHaveLength(200);
  expect(lines()[0]).toBe('opened last-one');
  const { log: full } = setUp({ full: true });
  await expect(full.solved('restart', false)).resolves.toBeUndefined();
});
