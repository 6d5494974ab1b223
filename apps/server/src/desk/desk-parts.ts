import type { Clock, Crypto, Logger, RandomSource } from '@alongside/base';
import type { Attachments } from '../files/attachments.ts';
import type { IceServersFor } from '../ice/ice-servers-for.ts';
import type { Stores } from '../storage/stores.ts';
import type { Announcer } from './announcer.ts';
import type { DeskBook } from './desk-book.ts';
import type { HelpInvitations } from './help-invitations.ts';
import type { Peers } from './peers.ts';
import type { TicketBoard } from './ticket-board.ts';
import type { TicketNews } from './ticket-news.ts';
import type { TrustBook } from './trust-book.ts';
import type { WebhookSender } from './webhook-sender.ts';

/** What the desk is made from. */
export interface DeskDependencies {
  readonly stores: Stores;
  readonly attachments: Attachments;
  readonly helpInvitations: HelpInvitations;
  readonly webhooks: WebhookSender;
  readonly trust: TrustBook;
  readonly organisationId: string;
  /** What technicians follow and ask. */
  readonly book: DeskBook;
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly random: RandomSource;
  readonly logger: Logger;
  /** Fresh ones for one session, with credentials that name it and nobody. */
  readonly iceServers: IceServersFor;
  /** Somebody asked although these were read. */
  readonly askedAfter: (articles: readonly string[]) => Promise<void>;
  /** The token of a ticket's link, from the nonce that is kept with it. */
  readonly followToken: (nonce: string) => string;
  /** Whether users who left an address hear of anything there: without SMTP nothing is mailed. */
  readonly mailsUsers: boolean;
  /** Told of each entry of each ticket, once it is stored: what mails and notices are made from. */
  readonly appended: (news: TicketNews) => void;
}

/** What the desk's own parts share. */
export interface DeskParts extends DeskDependencies {
  readonly board: TicketBoard;
  readonly peers: Peers;
  readonly announcer: Announcer;
}
