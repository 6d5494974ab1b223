import type { ChatMessage } from '@alongside/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newestChat } from './newest-chat.ts';

const message = (text: string, at: number): ChatMessage => ({ id: `message-${at}`, from: 'user', name: 'Uma', text, at });

test('the newest that fit are taken, in their order, and one more would not fit', () => {
  const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 200 }), { maxLength: 40 });
  fc.assert(
    fc.property(texts, fc.nat(4_000), fc.integer({ min: 1, max: 50 }), (all, bytes, count) => {
      const said = all.map(message);
      const taken = newestChat(said, { count, bytes });
      const size = (messages: readonly ChatMessage[]) => Buffer.byteLength(JSON.stringify(messages));
      expect(taken).toEqual(said.slice(said.length - taken.length));
      expect(taken.length === 0 || size(taken) <= bytes + 1).toBe(true);
      const isAll = taken.length === Math.min(said.length, count);
      expect(isAll || size(said.slice(said.length - taken.length - 1)) > bytes - 1).toBe(true);
    }),
  );
});
