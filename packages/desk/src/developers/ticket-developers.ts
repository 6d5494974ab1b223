import type { TicketEvent } from '@alongside/protocol';
import type { TicketEventBody } from '../ticket-model.ts';
import { answerOf, type DeveloperIssue } from './developer-issue.ts';

type News = Extract<TicketEventBody, { type: 'developers' }>;

/** What a ticket knows of the developers: the newest that was said of each issue that it waits for. */
export type TicketDevelopers = Omit<News, 'type'> & { readonly at: number };

export function nextDevelopers(before: readonly TicketDevelopers[], { body, at }: TicketEvent): readonly TicketDevelopers[] {
  if (body.type !== 'developers') return before;
  const { type: _, ...news } = body;
  return [...before.filter(({ issue }) => issue.issueId !== news.issue.issueId), { ...news, at }];
}

/** The entry by which a ticket hears how an issue stands now. */
export function developersNews(id: { issueId: string; number: number }, issue: DeveloperIssue, via: News['via']): News {
  return { type: 'developers', issue: id, via, state: issue.state, ...answerOf(issue) };
}

/** The ticket knows it already, however it heard. */
export function hasHeard(known: readonly TicketDevelopers[], { issue, state, reference, url, fixedIn, reason }: News): boolean {
  const newest = known.find((each) => each.issue.issueId === issue.issueId);
  if (newest?.state !== state || newest.reference !== reference || newest.url !== url) return false;
  return newest.fixedIn === fixedIn && newest.reason === reason;
}
