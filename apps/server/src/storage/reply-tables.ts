import type { Language } from '@alongside/protocol';
import type { Generated } from 'kysely';

export interface ReplyTables {
  cannedReplies: CannedReplyTable;
  ticketPeople: TicketPersonTable;
}

interface CannedReplyTable {
  id: string;
  organisationId: string;
  title: string;
  language: Language;
  groupId: string | null;
  text: string;
  version: Generated<number>;
  changedBy: Generated<string | null>;
}

/** Who watches a ticket, and who was named in a note: an index over its log. */
interface TicketPersonTable {
  organisationId: string;
  ticketId: string;
  userId: string;
  watches: number;
  mentioned: number;
}
