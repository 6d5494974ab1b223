import type { NoticeKind, TicketEvent } from '@alongside/protocol';
import type { TicketCase } from '../case/case-model.ts';
import { isInTurn } from '../case/next-step.ts';

/** Somebody in particular, everybody in a group, or those who lead the desk. */
export interface NoticeFor {
  readonly kind: NoticeKind;
  readonly people: readonly string[];
  readonly groupId: string | null;
  readonly leaders: boolean;
}

/** Of whom a notice would be news: whose the ticket is, and who watches it or was asked about it. */
type Ticket = Pick<TicketCase, 'owner' | 'watchers' | 'consultants' | 'live' | 'handover'>;

/**
 * Whom a new entry of a ticket's log is told, and as what; undefined for what nobody needs to be told. Who did it is left
 * out by whoever keeps the notices, who also knows the members of groups.
 */
export function noticeOf({ body, actor }: TicketEvent, ticket: Ticket): NoticeFor | undefined {
  const byUser = actor.kind === 'user';
  switch (body.type) {
    case 'assigned':
      return body.owner ? to('assigned', [body.owner.id]) : undefined;
    case 'offer-made':
      return to('offered', [body.person.id]);
    case 'colleague-asked':
      return to('asked', [body.person.id]);
    case 'note':
      return body.mentions?.length
        ? to(
            'mentioned',
            body.mentions.map(({ id }) => id),
          )
        : undefined;
    // In words, by a file, or by a yes or no to what the desk asked.
    case 'reply':
    case 'attached':
    case 'vendor-answered':
    case 'crash-refused':
      return byUser ? to('reply', concerned(ticket)) : undefined;
    case 'reopened':
      return byUser ? to('reopened', concerned(ticket)) : undefined;
    case 'call-back':
      return to('call-back', concerned(ticket));
    case 'handover-offered': {
      const { person, group } = body.offer;
      return { ...to('handover', person ? [person.id] : []), groupId: person ? null : (group?.id ?? null) };
    }
    case 'handover-returned':
      return cameBack(ticket);
    // Nobody took it in its time.
    case 'handover-ended':
      return body.how === 'lapsed' ? cameBack(ticket) : undefined;
    case 'manager-asked':
      return { ...to('manager-asked', []), leaders: true };
    case 'rated':
      return body.stars <= BAD_STARS ? { ...to('bad-rating', concerned(ticket)), leaders: true } : undefined;
    case 'developers':
      // Of a known problem each ticket has its own people; those who lead the desk hear of it by the issue's own ticket.
      if (body.state === 'asked') return body.via === 'asked' ? { ...to('developers-asked', []), leaders: true } : undefined;
      return { ...to('developers-answered', concerned(ticket)), leaders: body.via === 'asked' };
    case 'done':
      return to('solved', concerned(ticket));
    default:
      return undefined;
  }
}

/** Somebody waits in the queue now and did not before: a new request, or one that came back to waiting. */
export function beginsToWait(before: TicketCase | undefined, after: TicketCase): boolean {
  return isInTurn(after) && !(before && isInTurn(before));
}

const BAD_STARS = 2;

function to(kind: NoticeKind, people: readonly string[]): NoticeFor {
  return { kind, people, groupId: null, leaders: false };
}

function cameBack({ handover }: Ticket): NoticeFor | undefined {
  return handover ? to('returned', [handover.by.id]) : undefined;
}

function concerned({ owner, watchers, consultants, live }: Ticket): string[] {
  const claimer = 'technician' in live ? live.technician : null;
  return [...new Set([owner, claimer, ...watchers, ...consultants].flatMap((person) => (person ? [person.id] : [])))];
}
