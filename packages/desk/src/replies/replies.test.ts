import { expect, test } from 'vitest';
import { articlesOfReply, fillReply } from './fill-reply.ts';
import { mentioned, writeTrigger } from './write-triggers.ts';

const values = {
  name: 'Uma $& Berg',
  number: 1042,
  technician: 'Tess',
  article: (id: string) => (id === 'printer' ? '“The printer” (https://help.example/help/printer)' : undefined),
};

test('gaps are filled, and what is not known stays to be seen', () => {
  expect(fillReply('Hello {{name}}, {{number}}: see {{article:printer}}. {{technician}}', values)).toBe(
    'Hello Uma $& Berg, #1042: see “The printer” (https://help.example/help/printer). Tess',
  );
  expect(fillReply('{{article:gone}} {{other}} {{name}}', { ...values, name: '' })).toBe('{{article:gone}} {{other}} {{name}}');
  // What a user is called is no template.
  expect(fillReply('{{name}}', { ...values, name: '{{technician}}' })).toBe('{{technician}}');
  expect(articlesOfReply('{{article:printer}} {{name}} {{article:gone}}')).toEqual(['printer', 'gone']);
});

test.each([
  ['/', { kind: 'reply', from: 0, query: '' }],
  ['/thank', { kind: 'reply', from: 0, query: 'thank' }],
  ['Hello\n/re', { kind: 'reply', from: 6, query: 're' }],
  ['either/or', undefined],
  ['see /etc/hosts', undefined],
  ['/etc/hosts', undefined],
  ['@', { kind: 'person', from: 0, query: '' }],
  ['ask @Tom Tw', { kind: 'person', from: 4, query: 'Tom Tw' }],
  ['mail@example.org', undefined],
] as const)('%j asks for what it asks for', (text, trigger) => {
  expect(writeTrigger(text, text.length)).toEqual(trigger);
});

test('only what stands before the caret asks', () => {
  expect(writeTrigger('@Tom and more', 4)).toEqual({ kind: 'person', from: 0, query: 'Tom' });
});

test('people are named by their whole name, the longer one first, and by no address of a mail', () => {
  const people = ['Tom', 'Tom Two', 'Ada', ''].map((name) => ({ name }));
  const names = (text: string) => mentioned(text, people).map(({ name }) => name);
  expect(names('@Tom Two, please')).toEqual(['Tom Two']);
  expect(names('@Tom and (@Ada)')).toEqual(['Tom', 'Ada']);
  expect(names('@Tomas, mail@Ada.example, @tom')).toEqual([]);
});
