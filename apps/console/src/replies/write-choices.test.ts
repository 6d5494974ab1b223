import type { CannedReply } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { choicesAt, withChoice } from './write-choices.ts';

const reply = (title: string, more: Partial<CannedReply> = {}): CannedReply => ({
  id: title,
  title,
  language: 'en',
  groupId: null,
  text: `${title}!`,
  version: 0,
  ...more,
});
const from = {
  replies: [
    reply('Thank you'),
    reply('Danke', { language: 'de' }),
    reply('Toner', { groupId: 'printers' }),
    reply('Secret', { groupId: 'other' }),
  ],
  people: [
    { id: 'tom', name: 'Tom Two' },
    { id: 'ada', name: 'Ada Admin' },
  ],
  groupId: 'printers',
  language: 'de',
};
const titles = (text: string) => choicesAt(text, text.length, from)?.choices.map(({ title }) => title);

test('replies of the ticket’s group and for all, the user’s language first, by the beginning of a word', () => {
  expect(titles('/')).toEqual(['Danke', 'Thank you', 'Toner']);
  expect(titles('/you')).toEqual(['Thank you']);
  expect(titles('/zzz')).toBeUndefined();
  expect(titles('no')).toBeUndefined();
});

test('people by any of their names', () => {
  expect(titles('ask @t')).toEqual(['Tom Two']);
  expect(titles('ask @adm')).toEqual(['Ada Admin']);
});

test('what was chosen stands in the place of the sign, and what follows stays', () => {
  expect(withChoice('ask @to now', 7, { kind: 'person', from: 4, query: 'to' }, '@Tom Two ')).toEqual({
    text: 'ask @Tom Two  now',
    caret: 13,
  });
});
