/** Playbooks: what is done about a common problem, step by step. Their marks are entries of a ticket's log (ticket-case.ts). */
import { z } from 'zod';
import { ACTION_NAMES } from './actions.ts';
import { articleId, capability, line, prose } from './common.ts';
import { kbCategory } from './kb.ts';
import { language } from './languages.ts';
import { checkId } from './report.ts';
import { playbookId, playbookStepId } from './ticket-case.ts';

const written = (max: number) => line(max).pipe(z.string().min(1));
/** Those that need nothing that was listed before. */
const action = z.enum(ACTION_NAMES).extract(['scan-malware', 'list-updates', 'list-startup', 'clean-up']);

export const playbookStep = z.strictObject({
  id: playbookStepId,
  text: written(300),
  /** Why it is done, where that is not plain. */
  why: line(300).optional(),
  /** Words for the user, to be said or sent. */
  say: line(300).optional(),
  /** The same in other languages than the playbook's own: who is told may speak another one than who tells. */
  sayIn: z.partialRecord(language, written(300)).optional(),
  article: articleId.optional(),
  /** What a technician would ask the user for here; asking and answering are as ever. */
  capability: capability.optional(),
  action: action.optional(),
  /** The step that follows where this one did not help; `unfit` where the playbook is at its end with that. */
  failed: z.union([z.literal('unfit'), playbookStepId]).optional(),
  /** Done means that it is solved. */
  solves: z.boolean().optional(),
});
export type PlaybookStep = z.infer<typeof playbookStep>;

export const MAX_PLAYBOOK_STEPS = 15;
const textParts = {
  locale: z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/u),
  title: written(120),
  category: kbCategory,
  /** When it fits. */
  fits: written(400),
  /** What people call it; searched beside the title. */
  words: z.array(written(40)).max(20),
  /** It is for computers where one of these fails or warns. */
  checks: z.array(checkId).max(12),
  steps: z.array(playbookStep).min(2).max(MAX_PLAYBOOK_STEPS),
  /** Where it does not fit: for whom that is, and what these need to know. */
  unfit: z.strictObject({ text: prose(400).pipe(z.string().min(1)), hand: prose(400) }),
};
type Steps = { readonly steps: readonly PlaybookStep[] };
/** Steps are told apart, and lead on: there is always an end. */
function inOrder<S extends z.ZodType<Steps>>(schema: S) {
  return schema
    .refine(({ steps }) => new Set(steps.map(({ id }) => id)).size === steps.length, { error: 'two steps have one id' })
    .refine(
      ({ steps }) =>
        steps.every(({ failed }, at) => {
          const to = steps.findIndex(({ id }) => id === failed);
          return failed === undefined || failed === 'unfit' || to > at;
        }),
      { error: 'a step leads to one that does not follow it' },
    );
}
/** What somebody writes of one. */
export const playbookText = inOrder(z.strictObject(textParts));
export type PlaybookText = z.infer<typeof playbookText>;
/**
 * One file of content/playbooks, its German in `de` under the same name, with the same steps. Changed steps are a new
 * version: marks name the one that they were made in.
 */
export const playbook = inOrder(
  z.strictObject({
    format: z.literal('playbook/1'),
    id: playbookId,
    version: z.int().min(1).max(10_000),
    /** Written by the organisation, whose versions are counted by themselves. */
    own: z.literal(true).optional(),
    ...textParts,
  }),
);
export type Playbook = z.infer<typeof playbook>;
