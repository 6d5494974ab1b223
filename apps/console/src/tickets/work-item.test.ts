import { workItem } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { itemOf, WORK_KINDS, type WorkDraft } from './work-item.ts';

const draft: WorkDraft = { kind: 'step', text: ' restarted it ', more: 'one\n\n two', result: 'failed', decision: 'new' };

test.each(WORK_KINDS)('%s is an entry that the server takes, and none without words', (kind) => {
  const item = itemOf({ ...draft, kind });
  expect(workItem.safeParse(item)).toMatchObject({ success: true, data: { kind: kind.startsWith('part-') ? 'part' : kind } });
  expect(itemOf({ ...draft, kind, text: '  ' })).toBeUndefined();
});

test('evidence is a line each; a vendor has a reference', () => {
  expect(itemOf({ ...draft, kind: 'analysis' })).toMatchObject({ text: 'restarted it', evidence: ['one', 'two'] });
  expect(itemOf({ ...draft, kind: 'vendor', more: ' ' })).toBeUndefined();
});
