import type { TicketEvent } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { articleFlaws } from './article-rules.ts';
import { learnFromTicket } from './learn-from-ticket.ts';
import { plainText } from './markdown.ts';

const BY = { owner: 'Tess', category: 'devices', today: '2026-11-29', reviewBy: '2027-05-29' } as const;
const actor = { kind: 'technician', id: null, name: 'Tess' } as const;
const log = (...bodies: TicketEvent['body'][]): TicketEvent[] => bodies.map((body, seq) => ({ seq, at: seq, actor, body }));
const learn = (...bodies: TicketEvent['body'][]) =>
  learnFromTicket({ number: 1042, system: 'Windows 11', events: log(...bodies) }, BY);

test('what was said, what worked and the solution become a draft with its gaps named', () => {
  const draft = learn(
    { type: 'created', text: 'The label printer prints nothing!\nIts light is red.' },
    { type: 'recorded', item: { kind: 'step', text: 'Restarted the printer', result: 'failed' } },
    { type: 'recorded', item: { kind: 'step', text: 'Opened the flap at the back', result: 'done' } },
    { type: 'done', solution: '1. Took the roll out.\n2. Put it in the other way round. It prints.' },
  );
  expect(draft).toMatchObject({
    title: 'The label printer prints nothing',
    visibility: 'draft',
    systems: ['windows'],
    owner: 'Tess',
  });
  expect(draft?.checkedHow).toBe('Drafted from #1042, where it was done on one computer. Not tried on any other.');
  expect(draft?.body).toContain('- The label printer prints nothing!\n- Its light is red.');
  expect(draft?.body).toContain(
    '1. Opened the flap at the back\n2. Took the roll out.\n3. Put it in the other way round.\n4. It prints.',
  );
  expect(draft?.body).not.toContain('Restarted the printer');
  expect(articleFlaws(draft?.body ?? '', () => true)).toEqual([
    { flaw: 'empty', section: 'How to know that it worked' },
    { flaw: 'empty', section: 'When to stop and ask' },
  ]);
});

test('what was written in German becomes a German draft', () => {
  const draft = learn(
    { type: 'created', text: 'Der Drucker druckt nicht.', language: 'de' },
    { type: 'done', solution: 'Papier nachgelegt.' },
  );
  expect(draft?.locale).toBe('de');
  expect(draft?.body).toContain('## Was zu tun ist\n\n1. Papier nachgelegt.');
});

test('nothing is drafted where nothing says how it was solved', () => {
  expect(learn({ type: 'created', text: 'Help' })).toBeUndefined();
  expect(learn({ type: 'created', text: 'Help' }, { type: 'done', solution: '  ' })).toBeUndefined();
});

test('words stay words, however they look, and a long beginning is cut at a word', () => {
  const draft = learn(
    { type: 'created', text: `${'very '.repeat(30)}long. # Not a heading <b>x</b> [[restart]] [y](https://example.org)` },
    { type: 'done', solution: '## Also *none*\n\n- restart' },
  );
  expect(draft?.title).toMatch(/^very .{1,76}very …$/u);
  expect(draft?.body.match(/^## /gmu)).toHaveLength(4);
  expect(plainText(draft?.body ?? '')).toContain('# Not a heading <b>x</b> [[restart]] [y](https://example.org)');
});
