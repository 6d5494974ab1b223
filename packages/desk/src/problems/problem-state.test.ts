import { PROBLEM_STATES, type ProblemEntryBody, type ProblemText } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  asksDevelopers,
  FIXED_BY_DEVELOPERS,
  nextProblem,
  PROBLEM_MOVES,
  PROBLEM_STATE_ROWS,
  type Problem,
  problemOf,
  problemRefusal,
} from './problem-state.ts';
import { deviceCount, trendOf } from './trend.ts';

const text = (parts: Partial<ProblemText> = {}): ProblemText => ({
  title: 'Offline after the update',
  symptoms: '',
  impact: '',
  cause: '',
  workaround: '',
  article: null,
  askAt: 5,
  signature: [],
  ...parts,
});
const written = (parts: Partial<ProblemText> = {}) => ({ type: 'written', text: text(parts) }) as const;
const moved = (to: (typeof PROBLEM_STATES)[number], more: { note?: string; fixedIn?: string; duplicateOf?: number } = {}) =>
  ({ type: 'moved', to, note: '', fixedIn: '', duplicateOf: null, ...more }) as const;
const answered = (state: 'accepted' | 'fixed' | 'declined') =>
  ({
    type: 'answered',
    issue: 3,
    state,
    reference: '#12',
    url: null,
    fixedIn: state === 'fixed' ? '7.13' : '',
    reason: '',
  }) as const;
const asked = { type: 'asked', why: 'devices', devices: 5 } as const;
const story = (...bodies: ProblemEntryBody[]) =>
  problemOf(bodies.map((body, seq) => ({ seq, at: seq * 1000, by: null, body }))) as Problem;
const lacks = (problem: Problem, body: ProblemEntryBody) => problemRefusal(problem, body)?.context.missing;

describe('a problem', () => {
  it('goes from a guess to a mended and verified error, and each step needs what it claims', () => {
    const known = text({ cause: 'the driver', workaround: 'print by the other queue' });
    const candidate = story(written(), moved('investigating'));
    expect(lacks(candidate, moved('known-error'))).toBe('cause,workaround');
    const error = story(written(), moved('investigating'), { type: 'written', text: known }, moved('known-error'));
    expect(error.state).toBe('known-error');
    expect(lacks(error, moved('fixed'))).toBe('fixed-in');
    const fixed = story(written(known), moved('investigating'), moved('known-error'), moved('fixed', { fixedIn: '7.13' }));
    expect(fixed).toMatchObject({ state: 'fixed', fixedIn: '7.13', version: 3 });
    expect(lacks(fixed, moved('closed'))).toBe('');
    expect(lacks(fixed, moved('verified'))).toBe('note');
  });

  it('is asked about until a fix is planned, and again if that comes to nothing', () => {
    const open = story(written({ cause: 'c', workaround: 'w' }), moved('investigating'), moved('known-error'), asked);
    expect(open.askedAt).toBe(3000);
    const planned = nextProblem(open, { seq: 4, at: 4000, by: null, body: moved('fix-planned') }) as Problem;
    expect(planned.askedAt).toBeNull();
    expect(asksDevelopers(planned, { devices: 50, major: true })).toBeUndefined();
  });

  it('a version of the developers mends it from wherever it was, and opens nothing that was ended', () => {
    const fixed = story(written(), asked, answered('fixed'));
    expect(fixed).toMatchObject({ state: 'fixed', fixedIn: '7.13', askedAt: null, version: 1 });
    expect(story(written(), asked, answered('accepted'))).toMatchObject({ state: 'candidate', askedAt: null, version: 0 });
    const closed = story(written(), moved('closed', { note: 'n' }), answered('fixed'));
    expect(closed).toMatchObject({ state: 'closed', fixedIn: '' });
  });

  it('a word that is not its beginning does not begin it', () => {
    expect(problemOf([{ seq: 0, at: 0, by: null, body: moved('investigating') }])).toBeUndefined();
  });
});

test.each([
  [4, false, [], undefined],
  [5, false, [], 'devices'],
  [1, true, [], 'major'],
  [5, false, ['devices'], undefined],
  [5, true, ['devices'], 'major'],
  [9, true, ['devices', 'major'], undefined],
] as const)('%i computers, major %s, asked for %j before: asks for %s', (devices, major, before, why) => {
  expect(asksDevelopers({ ...story(written()), asked: before }, { devices, major })).toBe(why);
});

describe('whatever happens in whatever order', () => {
  const bodies: ProblemEntryBody[] = [
    written(),
    written({ cause: 'c', workaround: 'w' }),
    asked,
    answered('fixed'),
    answered('declined'),
    ...PROBLEM_STATES.flatMap((to) => [moved(to), moved(to, { note: 'n', fixedIn: '2', duplicateOf: 3 })]),
  ];

  it('no state is reached but by a row of the table', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...bodies), { maxLength: 40 }), (all) => {
        let problem: Problem | undefined;
        for (const [seq, body] of all.entries()) {
          const next = nextProblem(problem, { seq, at: seq, by: null, body });
          if (problem && next && problem.state !== next.state) {
            const { state } = problem;
            const byDevelopers = body.type === 'answered' && next.state === 'fixed' && FIXED_BY_DEVELOPERS.includes(state);
            expect(byDevelopers || PROBLEM_MOVES.some(({ from, to }) => from === state && to === next.state)).toBe(true);
          }
          if (problem && problemRefusal(problem, body)) expect(next).toBe(problem);
          problem = next;
        }
        if (problem?.state === 'fixed' || problem?.state === 'verified') expect(problem.fixedIn).not.toBe('');
      }),
    );
  });

  it('every state can be reached, and left again', () => {
    expect(PROBLEM_STATES.filter((state) => !PROBLEM_MOVES.some(({ from }) => from === state))).toEqual([]);
    expect(PROBLEM_STATES.filter((state) => state !== 'candidate' && !PROBLEM_MOVES.some(({ to }) => to === state))).toEqual([]);
    expect(Object.keys(PROBLEM_STATE_ROWS)).toEqual([...PROBLEM_STATES]);
  });
});

describe('a trend', () => {
  const day = 24 * 60 * 60_000;
  const now = 100 * day;
  const at = (daysAgo: number, deviceId: string | null = 'one') => ({
    at: now - daysAgo * day,
    deviceId,
    ticketId: `ticket-${daysAgo}`,
  });

  it('counts by spans of a day until now, and leaves out what is older', () => {
    const trend = trendOf([at(0), at(0.9), at(1), at(6.9), at(7), at(13.9), at(29.9), at(30), at(90), at(-0.1)], now);
    expect(trend).toMatchObject({ last7: 5, before7: 2, last30: 8 });
    expect(trend.days.at(-1)).toBe(3);
    expect(trend.days[0]).toBe(1);
  });

  it('a computer counts once, however often its user asked', () => {
    expect(deviceCount([at(1), at(2), at(3, 'two'), at(4, null), at(5, null)])).toBe(4);
  });

  it('the days add up to what is in the span', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 * day }), { maxLength: 50 }), (ages) => {
        const cases = ages.map((age) => ({ at: now - age, deviceId: null, ticketId: 't' }));
        const { days, last30 } = trendOf(cases, now);
        expect(days.reduce((all, each) => all + each, 0)).toBe(ages.filter((age) => age < 30 * day).length);
        expect(last30).toBe(ages.filter((age) => age < 30 * day).length);
      }),
    );
  });
});
