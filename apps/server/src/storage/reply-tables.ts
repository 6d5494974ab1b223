import type { Language } from '@alongside/protocol';

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
}

/** Who watches a ticket, and who was named in a note: an index over its log. */
interface TicketPersonTable {
  organisationId: string;
  ticketId: string;
  userId: string;
  watches: number;
  mentioned: number;
}
