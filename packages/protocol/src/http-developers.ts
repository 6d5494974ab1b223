/** What the desk asks the developers (developer-issue.ts has the forms; docs/developers.md how to connect a tracker). */
import { z } from 'zod';
import { id } from './common.ts';
import { developerIssue, developersQuestion } from './developer-issue.ts';
import { developersAnswer } from './developers.ts';
import { none, route } from './route.ts';

const version = z.int().min(0);
const of = z.array(developerIssue).max(20);
/** `null`: of the ticket alone. Otherwise the problem's own words are sent, and `title` and `symptoms` are not looked at. */
const wanted = z.strictObject({
  ticketId: id.nullable(),
  problemId: id.nullable(),
  title: developersQuestion.shape.title.or(z.literal('')),
  symptoms: developersQuestion.shape.symptoms,
  note: developersQuestion.shape.note,
});

export const developersOfTicket = route(
  'GET',
  '/api/tickets/:id/developers',
  'problems.read',
  'Issues of a ticket, newest first',
  {
    body: none,
    result: of,
  },
);
export const developersOfProblem = route(
  'GET',
  '/api/problems/:id/developers',
  'problems.read',
  'Issues of a known problem, newest first',
  { body: none, result: of },
);
/** Nothing is kept of it. `listeners`: how many programs are told (webhooks with the topic `developers`). */
export const developersPreview = route(
  'POST',
  '/api/developer-issues/preview',
  'developers.ask',
  'What the developers would get',
  {
    body: wanted,
    result: z.strictObject({ question: developersQuestion, listeners: z.int().min(0) }),
  },
);
/**
 * Where the developers have the problem already, the ticket is linked to that issue, nothing is sent, and `sent` is false.
 * Throws `ticket.not-found`, `problem.not-found`.
 */
export const developersAsk = route('POST', '/api/developer-issues', 'developers.ask', 'Asks the developers', {
  body: wanted,
  result: z.strictObject({ id, number: z.int().min(1), sent: z.boolean() }),
});
export const developerIssueRead = route('GET', '/api/developer-issues/:id', 'developers.answer', 'An issue as it stands', {
  body: none,
  result: developerIssue,
});
/**
 * The developers' answer. `seen`: the version that was read; throws `developers.changed` with the version that there is
 * where somebody answered meanwhile, and `developers.wrong-state` for what cannot follow. The same again changes nothing.
 */
export const developersAnswerWrite = route(
  'PUT',
  '/api/developer-issues/:id',
  'developers.answer',
  'Answers for the developers',
  {
    body: z.strictObject({ seen: version, answer: developersAnswer }),
    result: z.strictObject({ version }),
  },
);
export type DevelopersWanted = z.infer<typeof wanted>;
