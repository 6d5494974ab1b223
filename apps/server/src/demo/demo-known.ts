import type { ProblemEntryBody, ProblemText } from '@alongside/protocol';
import type { ProblemStore } from '../storage/problem-store.ts';
import { DEMO_TECHNICIANS } from './demo-people.ts';

const DAY_MS = 24 * 60 * 60_000;

/** What tickets say that they have. */
export interface KnownName {
  readonly problemId: string;
  readonly number: number;
  readonly title: string;
}

interface DemoKnown {
  readonly text: ProblemText;
  /** Days before today, and what happened then; the first is when it was written down. */
  readonly moves: readonly { readonly ago: number; readonly to: Move['to']; readonly note: string; readonly fixedIn?: string }[];
}
type Move = Extract<ProblemEntryBody, { type: 'moved' }>;

/** Before the first ticket of the year. */
const WRITTEN_AGO = 366;

/** What the desk knows after its first year; tickets name them by their titles (demo-problems.ts, `known`). */
export const DEMO_KNOWN: readonly DemoKnown[] = [
  {
    text: {
      title: 'Label printer driver 8.4 counts the gap twice',
      symptoms: 'Labels come out twice, or half a label too low.',
      impact: 'Everybody who sends parcels.',
      cause: 'Driver 8.4 reads the setting for the gap between labels twice.',
      workaround: 'Driver 8.3, held back from updates.',
      article: null,
      askAt: 20,
      signature: [
        { weight: 8, must: true, anyOf: [{ fact: 'app', name: 'label printer driver', from: '8.4', before: '8.5' }] },
        { weight: 2, must: false, anyOf: [{ fact: 'answer', question: 'changed', is: 'update' }] },
      ],
    },
    moves: [
      { ago: 360, to: 'investigating', note: '' },
      { ago: 350, to: 'known-error', note: '' },
    ],
  },
  {
    text: {
      title: 'Time sheets: crash on the last day of a month',
      symptoms: 'The time sheet program closes when an entry of the 31st is saved.',
      impact: 'Everybody who enters hours, once a month.',
      cause: 'The date of the next month is made from day 31, which it may not have.',
      workaround: 'Save on the first of the next month.',
      article: null,
      askAt: 5,
      signature: [
        { weight: 6, must: true, anyOf: [{ fact: 'app', name: 'time sheets', from: '', before: '5.2.1' }] },
        { weight: 4, must: false, anyOf: [{ fact: 'event', check: 'log.app', about: 'time sheets', code: null, times: 1 }] },
      ],
    },
    moves: [
      { ago: 340, to: 'investigating', note: '' },
      { ago: 330, to: 'known-error', note: '' },
      { ago: 60, to: 'fix-planned', note: '' },
      { ago: 12, to: 'fixed', note: '', fixedIn: '5.2.1' },
    ],
  },
  {
    text: {
      title: 'Docks of the series D6 stop charging',
      symptoms: 'The dock shows no picture, or the battery is empty after an hour.',
      impact: 'Whoever has a dock of that series.',
      cause: '',
      workaround: '',
      article: null,
      askAt: 30,
      signature: [
        { weight: 5, must: false, anyOf: [{ fact: 'finding', check: 'bat.cond', status: 'bad' }] },
        { weight: 5, must: false, anyOf: [{ fact: 'hardware', manufacturer: 'Nordwind', model: 'D6' }] },
      ],
    },
    moves: [{ ago: 200, to: 'investigating', note: '' }],
  },
];

/** Writes them down, each with its way so far; the names by which tickets have them. */
export async function keepDemoKnown(
  problems: Pick<ProblemStore, 'create' | 'append'>,
  organisationId: string,
  now: number,
): Promise<ReadonlyMap<string, KnownName>> {
  const [{ id, name }] = DEMO_TECHNICIANS;
  const by = { id, name };
  const names = new Map<string, KnownName>();
  for (const [nth, { text, moves }] of DEMO_KNOWN.entries()) {
    const problemId = `demo-problem-${nth + 1}`;
    const first = { seq: 0, at: now - WRITTEN_AGO * DAY_MS, by, body: { type: 'written', text } } as const;
    const { number } = await problems.create(organisationId, problemId, first);
    for (const [at, { ago, to, note, fixedIn = '' }] of moves.entries()) {
      const body = { type: 'moved', to, note, fixedIn, duplicateOf: null } as const;
      await problems.append(organisationId, problemId, { seq: at + 1, at: now - ago * DAY_MS, by, body });
    }
    names.set(text.title, { problemId, number, title: text.title });
  }
  return names;
}
