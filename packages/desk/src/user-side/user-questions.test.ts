import { expect, test } from 'vitest';
import { asksAnew, userQuestions } from './user-questions.ts';

const by = { id: 'person-0001', name: 'Tom Two' };
const crash = { askId: 'crash-ask-0001', program: 'Editor', by, askedAt: 1 } as const;
const vendor = { vendor: { vendorId: 'vendor-0001', name: 'Maker' }, package: 'a'.repeat(64), bytes: 100, askedAt: 1 } as const;

const open = { status: 'open', since: 1000, reminders: 0 } as const;

test('what is asked and not answered is a question', () => {
  const both = { ...open, crash: { ...crash, state: 'asked' }, vendor: { ...vendor, state: 'asked' } } as const;
  expect(userQuestions({ ...open, crash: null, vendor: null })).toEqual([]);
  expect(userQuestions(both)).toEqual([crash.askId, vendor.package]);
  expect(userQuestions({ ...both, vendor: { ...vendor, state: 'declined', answeredAt: 2 } })).toEqual([crash.askId]);
  expect(userQuestions({ ...both, crash: { ...crash, state: 'refused', at: 2, why: 'no' } })).toEqual([vendor.package]);
});

test('who is reminded is asked anew each time, and no longer once an answer came', () => {
  const waits = { crash: null, vendor: null, status: 'pending-user', since: 1000, reminders: 0 } as const;
  const [none, first, second] = [0, 1, 2].map((reminders) => userQuestions({ ...waits, reminders }));
  expect(none).toEqual([]);
  expect(asksAnew(none, first)).toBe(true);
  expect(asksAnew(first, second)).toBe(true);
  expect(asksAnew(first, userQuestions({ ...waits, since: 9000, reminders: 1 }))).toBe(true);
  expect(userQuestions({ ...waits, ...open })).toEqual([]);
});

test('one that was told of is not asked anew, another is', () => {
  expect(asksAnew(undefined, undefined)).toBe(false);
  expect(asksAnew(undefined, ['one'])).toBe(true);
  expect(asksAnew(['one'], ['one'])).toBe(false);
  expect(asksAnew(['one', 'two'], ['two'])).toBe(false);
  expect(asksAnew(['one'], ['one', 'two'])).toBe(true);
});
