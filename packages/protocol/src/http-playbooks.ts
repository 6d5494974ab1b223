/** Playbooks and questions beside a ticket (playbooks.ts, ticket-case.ts). */
import { z } from 'zod';
import { line } from './common.ts';
import { kbCategory } from './kb.ts';
import { language } from './languages.ts';
import { playbook } from './playbooks.ts';
import { checkId } from './report.ts';
import { done, none, route } from './route.ts';
import { answerSource, playbookId, playbookStepId, questionId, stepResult } from './ticket-case.ts';

const note = line(400);
/** `language`: in whose words it stands in the log; English where there are none, or if unsaid. */
const which = { playbook: playbookId, language: language.optional() };

/** What a report of the ticket's computer says already, with the report that does. */
const prefilled = z.strictObject({ answer: line(400), source: answerSource });

/**
 * In `:language` where there is such a text, else in English; words for the user in every language that has them (`sayIn`).
 * `fitting`: ids, best first. `answers`: what reports say already, for a person to keep or change; so with the category, which
 * follows from the worst check.
 */
export const ticketGuide = route(
  'GET',
  '/api/tickets/:id/guide/:language',
  'tickets.read',
  'Playbooks and answers for a ticket',
  {
    body: none,
    result: z.strictObject({
      playbooks: z.array(playbook).max(100),
      fitting: z.array(playbookId).max(10),
      /** The one that somebody is at, in the version that it was begun in; null where none is, or that version is gone. */
      running: playbook.nullable(),
      answers: z.record(questionId, prefilled),
      category: z.strictObject({ value: kbCategory, check: checkId, source: answerSource }).nullable(),
    }),
  },
);
/**
 * Enters how far a playbook is: begun, a step marked, ended or unfit (with why). Throws `request.invalid` for a playbook or a
 * step that is not there, `ticket.wrong-state` where it was not begun.
 */
export const playbookMark = route('POST', '/api/tickets/:id/playbook', 'tickets.write', 'Marks a step of a playbook', {
  body: z.discriminatedUnion('act', [
    z.strictObject({ act: z.literal('begin'), ...which }),
    z.strictObject({ act: z.literal('mark'), ...which, step: playbookStepId, result: stepResult, note }),
    z.strictObject({ act: z.literal('end'), ...which, how: z.enum(['ended', 'unfit']), note }),
  ]),
  result: done,
});
