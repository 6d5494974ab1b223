import { AppError } from '@alongside/base';
import type { ProblemEntry, ProblemEntryBody, ProblemState, ProblemText } from '@alongside/protocol';

/** What a problem's entries add up to. */
export interface Problem {
  readonly text: ProblemText;
  readonly state: ProblemState;
  readonly fixedIn: string;
  readonly duplicateOf: number | null;
  /** The developers were asked and have neither answered nor planned a fix since. */
  readonly askedAt: number | null;
  /** Why they were, so that by itself they are asked once for each. */
  readonly asked: readonly AskedFor[];
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type ProblemNeed = 'cause' | 'workaround' | 'fixed-in' | 'duplicate' | 'note';
type Move = Extract<ProblemEntryBody, { type: 'moved' }>;
type AskedFor = Extract<ProblemEntryBody, { type: 'asked' }>['why'];

/** Open ones are suggested beside tickets; a fix that is out helps them as well. */
export const PROBLEM_STATE_ROWS: Readonly<Record<ProblemState, { readonly open: boolean; readonly asks: boolean }>> = {
  candidate: { open: true, asks: true },
  investigating: { open: true, asks: true },
  'known-error': { open: true, asks: true },
  'fix-planned': { open: true, asks: false },
  fixed: { open: true, asks: false },
  verified: { open: true, asks: false },
  closed: { open: false, asks: false },
  duplicate: { open: false, asks: false },
  // Its workaround stays of use.
  'wont-fix': { open: true, asks: false },
};

export interface ProblemMove {
  readonly from: ProblemState;
  readonly to: ProblemState;
  readonly needs: readonly ProblemNeed[];
}

/** Every way from one state to another. The cause and a way around it (or the word that there is none) make a known error. */
export const PROBLEM_MOVES: readonly ProblemMove[] = [
  { from: 'candidate', to: 'investigating', needs: [] },
  { from: 'candidate', to: 'duplicate', needs: ['duplicate'] },
  { from: 'candidate', to: 'closed', needs: ['note'] },
  { from: 'investigating', to: 'known-error', needs: ['cause', 'workaround'] },
  { from: 'investigating', to: 'duplicate', needs: ['duplicate'] },
  { from: 'investigating', to: 'wont-fix', needs: ['note'] },
  { from: 'investigating', to: 'closed', needs: ['note'] },
  { from: 'known-error', to: 'fix-planned', needs: [] },
  { from: 'known-error', to: 'fixed', needs: ['fixed-in'] },
  { from: 'known-error', to: 'wont-fix', needs: ['note'] },
  { from: 'known-error', to: 'duplicate', needs: ['duplicate'] },
  { from: 'fix-planned', to: 'fixed', needs: ['fixed-in'] },
  { from: 'fix-planned', to: 'known-error', needs: ['note'] },
  { from: 'fixed', to: 'verified', needs: ['note'] },
  { from: 'fixed', to: 'known-error', needs: ['note'] },
  { from: 'verified', to: 'closed', needs: [] },
  { from: 'verified', to: 'known-error', needs: ['note'] },
  { from: 'closed', to: 'investigating', needs: ['note'] },
  { from: 'duplicate', to: 'investigating', needs: ['note'] },
  { from: 'wont-fix', to: 'investigating', needs: ['note'] },
];

/** From where a version with the fix leads to `fixed`, whoever looked for the cause. What somebody ended stays as it ended. */
export const FIXED_BY_DEVELOPERS: readonly ProblemState[] = [
  'candidate',
  'investigating',
  'known-error',
  'fix-planned',
  'fixed',
  'wont-fix',
];

const HAS: Readonly<Record<ProblemNeed, (text: ProblemText, move: Move) => boolean>> = {
  cause: ({ cause }) => cause.trim() !== '',
  workaround: ({ workaround }) => workaround.trim() !== '',
  'fixed-in': (_, { fixedIn }) => fixedIn.trim() !== '',
  duplicate: (_, { duplicateOf }) => duplicateOf !== null,
  note: (_, { note }) => note.trim() !== '',
};

export function movesFrom(state: ProblemState): readonly ProblemMove[] {
  return PROBLEM_MOVES.filter(({ from }) => from === state);
}

/** What such a move lacks; undefined where there is no such move. */
export function missingForMove(problem: Pick<Problem, 'state' | 'text'>, move: Move): readonly ProblemNeed[] | undefined {
  const row = PROBLEM_MOVES.find(({ from, to }) => from === problem.state && to === move.to);
  return row?.needs.filter((need) => !HAS[need](problem.text, move));
}

/** Why an entry may not be made now; undefined where it may. */
export function problemRefusal(before: Problem | undefined, body: ProblemEntryBody): AppError | undefined {
  if (!before) return body.type === 'written' ? undefined : wrongState('there is no such problem yet', '');
  if (body.type !== 'moved') return undefined;
  const missing = missingForMove(before, body);
  if (missing === undefined) return wrongState(`a problem that is ${before.state} does not become ${body.to}`, '');
  if (missing.length === 0) return undefined;
  return wrongState(`this still lacks: ${missing.join(', ')}`, missing.join(','));
}

/** One step. An entry that the rules do not allow now changes nothing. */
export function nextProblem(before: Problem | undefined, { body, at }: ProblemEntry): Problem | undefined {
  if (problemRefusal(before, body)) return before;
  if (!before) {
    if (body.type !== 'written') return undefined;
    const text = body.text;
    return { text, ...NEW, createdAt: at, updatedAt: at };
  }
  switch (body.type) {
    case 'written':
      return { ...before, text: body.text, version: before.version + 1, updatedAt: at };
    case 'moved': {
      const { asks } = PROBLEM_STATE_ROWS[body.to];
      return {
        ...before,
        state: body.to,
        fixedIn: body.fixedIn.trim() === '' ? before.fixedIn : body.fixedIn.trim(),
        duplicateOf: body.duplicateOf,
        askedAt: asks ? before.askedAt : null,
        version: before.version + 1,
        updatedAt: at,
      };
    }
    case 'asked':
      return { ...before, askedAt: at, asked: [...before.asked, body.why], updatedAt: at };
    case 'answered': {
      const after = { ...before, askedAt: null, updatedAt: at };
      if (body.state !== 'fixed' || !FIXED_BY_DEVELOPERS.includes(before.state)) return after;
      return { ...after, state: 'fixed', fixedIn: body.fixedIn, version: before.version + 1 };
    }
    case 'told':
      return { ...before, updatedAt: at };
  }
}

const NEW = { state: 'candidate', fixedIn: '', duplicateOf: null, askedAt: null, asked: [], version: 0 } as const;

export function problemOf(entries: readonly ProblemEntry[]): Problem | undefined {
  let problem: Problem | undefined;
  for (const entry of entries) problem = nextProblem(problem, entry);
  return problem;
}

/**
 * Whether the developers are to be asked now, and why: from so many computers on, or from one major incident on, once for
 * each reason, while no fix is planned.
 */
export function asksDevelopers(
  { state, asked, text }: Problem,
  { devices, major }: { readonly devices: number; readonly major: boolean },
): 'devices' | 'major' | undefined {
  if (!PROBLEM_STATE_ROWS[state].asks) return undefined;
  if (major && !asked.includes('major')) return 'major';
  return devices >= text.askAt && !asked.includes('devices') ? 'devices' : undefined;
}

function wrongState(message: string, missing: string): AppError {
  return new AppError('problem.wrong-state', message, { context: { missing } });
}
