/** Known problems, for people of the desk (problems.ts has their forms). */
import { z } from 'zod';
import { id, line, prose } from './common.ts';
import {
  problemCase,
  problemEntry,
  problemSignature,
  problemState,
  problemSuggestion,
  problemSummary,
  problemText,
  problemVerdict,
} from './problems.ts';
import { none, route } from './route.ts';

const version = z.int().min(0);
const MAX_PROBLEMS = 2000;

export const problems = route('GET', '/api/problems', 'problems.read', 'Known problems, with how many have them', {
  body: none,
  result: z.array(problemSummary).max(MAX_PROBLEMS),
});
/** Throws `problem.not-found`, as everything below that names one. `cases`: the newest 200. */
export const problem = route('GET', '/api/problems/:id', 'problems.read', 'A known problem with its cases and history', {
  body: none,
  result: z.strictObject({
    summary: problemSummary,
    text: problemText,
    version,
    duplicateOf: z.int().nullable(),
    cases: z.array(problemCase).max(200),
    /** How many tickets a message reaches: of this problem and its duplicates, those that are not over. */
    reached: z.int().min(0),
    history: z.array(problemEntry).max(1000),
  }),
});
export const problemCreate = route('POST', '/api/problems', 'problems.write', 'A new known problem, as a candidate', {
  body: z.strictObject({ text: problemText }),
  result: z.strictObject({ id, number: z.int().min(1) }),
});
/** `seen`: the version that the writer read; throws `problem.changed` where somebody else wrote meanwhile. */
export const problemWrite = route('PUT', '/api/problems/:id', 'problems.write', 'Writes a known problem anew', {
  body: z.strictObject({ seen: version, text: problemText }),
  result: z.strictObject({ version }),
});
/** Throws `problem.changed`, and `problem.wrong-state` with what the move still needs. */
export const problemMove = route('POST', '/api/problems/:id/move', 'problems.write', 'Moves a known problem on', {
  body: z.strictObject({
    seen: version,
    to: problemState,
    note: prose(1000),
    fixedIn: line(60),
    duplicateOf: z.int().min(1).nullable(),
  }),
  result: z.strictObject({ version }),
});
/**
 * One message to the user of every linked ticket that is not over, of its duplicates too, and, with `solve`, the end of those
 * that may end, with the message as their solution. What
 * could not be solved, and why (an error's code), is in `left`.
 */
export const problemTell = route('POST', '/api/problems/:id/tell', 'problems.tell', 'Tells every linked ticket', {
  body: z.strictObject({ text: prose(4000).pipe(z.string().min(1)), solve: z.boolean() }),
  result: z.strictObject({
    told: z.int().min(0),
    solved: z.int().min(0),
    left: z.array(z.strictObject({ number: z.int().min(1), code: z.string().max(60) })).max(500),
  }),
});

/** What fits the ticket, best first, and what was decided already. Nothing is linked by the server itself. */
export const ticketProblems = route('GET', '/api/tickets/:id/problems', 'problems.read', 'Known problems that fit a ticket', {
  body: none,
  result: z.strictObject({
    /** A report of checks is there to hold against signatures. */
    hasReport: z.boolean(),
    suggestions: z.array(problemSuggestion).max(20),
    confirmed: z.array(problemSuggestion).max(20),
    rejected: z.array(z.int().min(1)).max(200),
  }),
});
export const ticketProblemJudge = route(
  'POST',
  '/api/tickets/:id/problem',
  'problems.write',
  'Confirms or rejects a known problem',
  {
    body: z.strictObject({ problemId: id, verdict: problemVerdict }),
    result: z.strictObject({ ok: z.literal(true) }),
  },
);
/** A signature of what stands out on the ticket's computer and in its answers: the beginning of a new problem. */
export const problemDraft = route('GET', '/api/tickets/:id/problem-draft', 'problems.read', 'What stands out on a ticket', {
  body: none,
  result: z.strictObject({ symptoms: prose(2000), signature: problemSignature }),
});
