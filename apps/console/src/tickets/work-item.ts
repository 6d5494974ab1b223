import type { GivenWorkItem } from '@alongside/protocol';

/** Everything that a form can enter; the questions have one of their own. */
export const WORK_KINDS = [
  'step',
  'no-steps',
  'report-refused',
  'known-or-new',
  'analysis',
  'configuration',
  'workaround',
  'visit',
  'part-ordered',
  'part-replaced',
  'vendor',
] as const;
export type WorkKind = (typeof WORK_KINDS)[number];
export const STEP_RESULTS = ['done', 'failed', 'skipped'] as const;
export const DECISIONS = ['known', 'new'] as const;

export interface WorkDraft {
  readonly kind: WorkKind;
  readonly text: string;
  /** Evidence, one a line; or the vendor's reference, a part's number, the time of a visit. */
  readonly more: string;
  readonly result: (typeof STEP_RESULTS)[number];
  readonly decision: (typeof DECISIONS)[number];
}
const MAX_EVIDENCE = 20;

/** What the form says, as an entry; undefined while something that it needs is empty. */
export function itemOf({ kind, text: typed, more, result, decision }: WorkDraft): GivenWorkItem | undefined {
  const text = typed.trim();
  if (text === '') return undefined;
  switch (kind) {
    case 'step':
      return { kind, text, result };
    case 'no-steps':
    case 'report-refused':
      return { kind, reason: text };
    case 'known-or-new':
      return { kind, decision, problem: text };
    case 'analysis':
      return { kind, text, evidence: linesOf(more).slice(0, MAX_EVIDENCE) };
    case 'configuration':
    case 'workaround':
      return { kind, text };
    case 'vendor':
      return more.trim() === '' ? undefined : { kind, name: text, reference: more.trim() };
    case 'visit':
      return more.trim() === '' ? undefined : { kind, when: more.trim(), text };
    case 'part-ordered':
    case 'part-replaced':
      return { kind: 'part', text, reference: more.trim(), state: kind === 'part-ordered' ? 'ordered' : 'replaced' };
  }
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
