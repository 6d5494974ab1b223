import { AppError } from '@alongside/base';
import type {
  DeveloperEntry,
  DeveloperEntryBody,
  DeveloperState,
  DevelopersAnswer,
  DevelopersQuestion,
  NamedPerson,
} from '@alongside/protocol';

/**
 * What the developers were asked, and how far it is.
 *
 *   asked -> accepted -> fixed
 *      \         \-> declined
 *       \-> fixed, declined        (and back to accepted: a tracker opens issues again)
 */
export type DeveloperIssue = {
  readonly question: DevelopersQuestion;
  readonly askedAt: number;
  /** Null: by itself. */
  readonly askedBy: NamedPerson | null;
  /** That are told what becomes of it. */
  readonly tickets: readonly { readonly ticketId: string; readonly number: number }[];
  /** Counts the answers. */
  readonly version: number;
} & (
  | { readonly state: 'asked' }
  | (Answered & { readonly state: 'accepted' })
  | (Answered & { readonly state: 'fixed'; readonly fixedIn: string })
  | (Answered & { readonly state: 'declined'; readonly reason: string })
);

interface Answered {
  readonly answeredAt: number;
  /** The tracker's name for it, and where it is read there; empty or null where nobody said. */
  readonly reference: string;
  readonly url: string | null;
}

/** What may follow; the same state again is another reference, version or reason. */
export const ISSUE_ANSWERS: Readonly<Record<DeveloperState, readonly DevelopersAnswer['state'][]>> = {
  asked: ['accepted', 'fixed', 'declined'],
  accepted: ['accepted', 'fixed', 'declined'],
  fixed: ['accepted', 'fixed'],
  declined: ['accepted', 'fixed', 'declined'],
};

/** Somebody waits for an answer, so that asking once more is the same question. */
export function isWithDevelopers({ state }: Pick<DeveloperIssue, 'state'>): boolean {
  return state === 'asked' || state === 'accepted';
}

/** Why an entry may not be made now; undefined where it may. */
export function issueRefusal(before: DeveloperIssue | undefined, body: DeveloperEntryBody): AppError | undefined {
  if (!before) return body.type === 'asked' ? undefined : wrongState('nobody was asked yet');
  if (body.type === 'asked') return wrongState('they were asked already');
  if (body.type === 'linked' || ISSUE_ANSWERS[before.state].includes(body.answer.state)) return undefined;
  return wrongState(`an issue that is ${before.state} does not become ${body.answer.state}`);
}

/** One step. An entry that the rules do not allow now changes nothing. */
export function nextIssue(before: DeveloperIssue | undefined, { body, at, by }: DeveloperEntry): DeveloperIssue | undefined {
  if (issueRefusal(before, body)) return before;
  if (body.type === 'asked') {
    return { state: 'asked', question: body.question, askedAt: at, askedBy: by, tickets: [], version: 0 };
  }
  if (!before) return undefined;
  if (body.type === 'linked') {
    const { ticketId, number } = body;
    const others = before.tickets.filter((ticket) => ticket.ticketId !== ticketId);
    return { ...before, tickets: [...others, { ticketId, number }] };
  }
  const { question, askedAt, askedBy, tickets, version } = before;
  const known = answerOf(before);
  return {
    ...{ question, askedAt, askedBy, tickets, version: version + 1, answeredAt: at },
    ...body.answer,
    reference: body.answer.reference.trim() || known.reference,
    url: body.answer.url ?? known.url,
  };
}

export function issueOf(entries: readonly DeveloperEntry[]): DeveloperIssue | undefined {
  let issue: DeveloperIssue | undefined;
  for (const entry of entries) issue = nextIssue(issue, entry);
  return issue;
}

/** Where it is and what came of it; empty where nothing is known. */
export function answerOf(issue: DeveloperIssue): { reference: string; url: string | null; fixedIn: string; reason: string } {
  return {
    reference: issue.state === 'asked' ? '' : issue.reference,
    url: issue.state === 'asked' ? null : issue.url,
    fixedIn: issue.state === 'fixed' ? issue.fixedIn : '',
    reason: issue.state === 'declined' ? issue.reason : '',
  };
}

/** It says nothing that does not stand there already: a program may send the same answer twice. */
export function isSameAnswer(issue: DeveloperIssue, answer: DevelopersAnswer): boolean {
  if (issue.state !== answer.state) return false;
  const known = answerOf(issue);
  return (
    (answer.reference.trim() === '' || answer.reference.trim() === known.reference) &&
    (answer.url === null || answer.url === known.url) &&
    (answer.state !== 'fixed' || answer.fixedIn === known.fixedIn) &&
    (answer.state !== 'declined' || answer.reason === known.reason)
  );
}

function wrongState(message: string): AppError {
  return new AppError('developers.wrong-state', message);
}
