import type { Playbook, PlaybookStep, WorkItem } from '@alongside/protocol';

export type StepResult = Extract<WorkItem, { kind: 'playbook-step' }>['result'];

export interface StepMark {
  readonly step: string;
  /** As it read when it was marked. */
  readonly text: string;
  readonly result: StepResult;
  readonly note: string;
}

/** One way through a playbook: what was marked, the newest mark of each step, and how it ended. */
export interface PlaybookRun {
  readonly playbook: string;
  readonly version: number;
  /** The organisation's own version of that number, else the program's. */
  readonly own: boolean;
  readonly title: string;
  readonly state: 'running' | 'ended' | 'unfit';
  readonly note: string;
  readonly marks: readonly StepMark[];
}

/** All that were begun on a ticket, in their order. A mark without a beginning is none. */
export function playbookRuns(work: readonly WorkItem[]): readonly PlaybookRun[] {
  const runs: PlaybookRun[] = [];
  for (const item of work) {
    if (item.kind === 'playbook' && item.how === 'begun') {
      const { playbook, version, title, own = false } = item;
      runs.push({ playbook, version, own, title, state: 'running', note: '', marks: [] });
      continue;
    }
    if (item.kind !== 'playbook' && item.kind !== 'playbook-step') continue;
    const place = runs.findLastIndex((run) => run.playbook === item.playbook && run.state === 'running');
    const run = runs[place];
    if (run) runs[place] = item.kind === 'playbook' ? { ...run, state: endOf(item.how), note: item.note } : marked(run, item);
  }
  return runs;
}

/** Whether a way through was begun in this very version. */
export function isOf({ playbook, version, own }: PlaybookRun, of: Pick<Playbook, 'id' | 'version' | 'own'>): boolean {
  return of.id === playbook && of.version === version && (of.own ?? false) === own;
}

/** The one that somebody is at: the newest that runs. */
export function runningPlaybook(work: readonly WorkItem[]): PlaybookRun | undefined {
  return playbookRuns(work).findLast(({ state }) => state === 'running');
}

/** Steps of a playbook count as steps that were tried, once one of them says more than that it was skipped. */
export function triedInPlaybooks(work: readonly WorkItem[]): boolean {
  return playbookRuns(work).some(({ marks }) => marks.some(({ result }) => result !== 'skipped'));
}

/**
 * What comes next: the step after the last that was marked, or the one that it leads to where it did not help; `unfit` where
 * that is the end; undefined where all is done. Steps that a branch passed over are not asked for.
 */
export function nextStep(
  { steps }: Pick<Playbook, 'steps'>,
  { marks }: Pick<PlaybookRun, 'marks'>,
): PlaybookStep | 'unfit' | undefined {
  let at = 0;
  for (;;) {
    const step = steps[at];
    if (!step) return undefined;
    const result = marks.find((mark) => mark.step === step.id)?.result;
    if (result === undefined) return step;
    if (result !== 'failed' || step.failed === undefined) at += 1;
    else if (step.failed === 'unfit') return 'unfit';
    // The form of a playbook has it that this one follows: there is always an end.
    else
      at = Math.max(
        at + 1,
        steps.findIndex(({ id }) => id === step.failed),
      );
  }
}

function marked(run: PlaybookRun, { step, text, result, note }: Extract<WorkItem, { kind: 'playbook-step' }>): PlaybookRun {
  const others = run.marks.filter((mark) => mark.step !== step);
  return { ...run, marks: [...others, { step, text, result, note }] };
}

function endOf(how: 'begun' | 'ended' | 'unfit'): PlaybookRun['state'] {
  return how === 'unfit' ? 'unfit' : 'ended';
}
