import { audienceOf, type Reader, sees, textSeenBy } from '@alongside/desk';
import { wordsRedactor } from '@alongside/diagnostics/words';
import type { ChatMessage, Standing, TicketLine, TicketSummary } from '@alongside/protocol';
import type { TicketRow } from '../storage/tables.ts';

/** Somebody signed in, as far as it decides what they may read. */
export type ReadingUser = Standing & { readonly id: string };

/** Who reads this ticket: what is left out of its texts for people from outside is its user and its computer. */
export function readerOf(user: ReadingUser, { requester }: Pick<TicketRow, 'requester'>, deviceName: string): Reader {
  let redact: Reader['redact'] | undefined;
  return {
    id: user.id,
    audience: audienceOf(user),
    // Made when it is needed: who is at the desk reads texts as they are.
    redact: (text) => {
      redact ??= wordsRedactor({ users: [requester], homes: [], hosts: deviceName === '' ? [] : [deviceName] });
      return redact(text);
    },
  };
}

export function summarySeenBy(user: ReadingUser, summary: TicketSummary): TicketSummary {
  const reader = readerOf(user, summary, summary.device?.name ?? '');
  // People from outside claim nothing, and so hand nothing over that they could come back to.
  const { invitedBy, handedOverBy: _, ...rest } = summary;
  return {
    ...rest,
    subject: textSeenBy(reader, summary.subject),
    requester: sees(reader, 'requester') ? summary.requester : '',
    device: sees(reader, 'device') ? summary.device : summary.device && { ...summary.device, name: '' },
    callBack: sees(reader, 'callBack') ? summary.callBack : null,
    ...(invitedBy && sees(reader, 'invitedBy') ? { invitedBy } : {}),
  };
}

export function lineSeenBy(user: ReadingUser, line: TicketLine): TicketLine {
  const reader = readerOf(user, line, line.device?.name ?? '');
  return {
    ...line,
    subject: textSeenBy(reader, line.subject),
    requester: sees(reader, 'requester') ? line.requester : '',
    device: sees(reader, 'device') ? line.device : line.device && { ...line.device, name: '' },
    tags: sees(reader, 'tags') ? line.tags : [],
  };
}

/** Of the chat before a session, which goes through the server. */
export function messageSeenBy(reader: Reader, message: ChatMessage): ChatMessage {
  const name = message.from === 'user' && !sees(reader, 'requester') ? '' : message.name;
  return { ...message, name, text: message.from === 'user' ? textSeenBy(reader, message.text) : message.text };
}

interface Claimed {
  readonly device: { readonly name: string };
  readonly requester: string;
  readonly chat: ChatMessage[];
}

/** A ticket that somebody has claimed; its computer's key is theirs to know, since it proves itself by it. */
export function claimSeenBy<C extends Claimed>(user: ReadingUser, claimed: C): C {
  const reader = readerOf(user, claimed, claimed.device.name);
  return {
    ...claimed,
    requester: sees(reader, 'requester') ? claimed.requester : '',
    device: sees(reader, 'device') ? claimed.device : { ...claimed.device, name: '' },
    chat: claimed.chat.map((message) => messageSeenBy(reader, message)),
  };
}
