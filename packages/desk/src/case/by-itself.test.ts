import { expect, test } from 'vitest';
import { type Step, story, system, tess, user } from '../../../../test/fixtures/ticket-events.ts';
import { CLOSES_AFTER_MS, closesAt, REMINDS_AFTER_MS, remindsAt } from './by-itself.ts';
import { caseRefusal } from './case-refusal.ts';
import { nextCase, ticketCase } from './ticket-case.ts';

const caseOf = (...steps: Step[]) => {
  const ticket = ticketCase(story(...steps));
  if (!ticket) throw new Error('no ticket');
  return ticket;
};
const WAITS: Step[] = [
  ['created', user],
  ['assigned', tess],
  ['moved', tess],
];

test('what is solved is closed by itself a week later, and by nobody sooner', () => {
  const solved = caseOf(['created', user], ['claimed', tess], ['done', tess]);
  expect(closesAt(solved)).toBe(2000 + CLOSES_AFTER_MS);
  expect(closesAt(caseOf(...WAITS))).toBeUndefined();
  const close = { seq: 3, at: 9000, actor: system, body: { type: 'moved', to: 'closed', note: '' } } as const;
  expect(nextCase(solved, close)?.status).toBe('closed');
  expect(nextCase(caseOf(['created', user], ['assigned', tess]), close)?.status).not.toBe('pending-user');
});

test('a user whose answer is waited for is reminded twice, and anew when it is waited for again', () => {
  const reminded = (nth: number): Step => [{ type: 'reminded', nth }, system];
  expect(remindsAt(caseOf(...WAITS))).toBe(2000 + REMINDS_AFTER_MS);
  expect(remindsAt(caseOf(...WAITS, reminded(1)))).toBe(2000 + 2 * REMINDS_AFTER_MS);
  expect(remindsAt(caseOf(...WAITS, reminded(1), reminded(2)))).toBeUndefined();
  const again = caseOf(...WAITS, reminded(1), reminded(2), ['reply', user], ['moved', tess]);
  expect(remindsAt(again)).toBe(6000 + REMINDS_AFTER_MS);
});

test('nobody is reminded of what is not waited for, and by no person', () => {
  const event = { seq: 9, at: 9000, actor: system, body: { type: 'reminded', nth: 1 } } as const;
  expect(caseRefusal(caseOf(['created', user]), event)?.code).toBe('ticket.wrong-state');
  expect(caseRefusal(caseOf(...WAITS), { ...event, actor: tess })?.code).toBe('ticket.wrong-state');
  expect(caseRefusal(caseOf(...WAITS), event)).toBeUndefined();
});
