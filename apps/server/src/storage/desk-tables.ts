import type { Generated } from 'kysely';

/** Tables of tickets as cases. What stands in `tickets` beside them is written with each event (ticket-index.ts). */
export interface DeskTables {
  supportGroups: SupportGroupTable;
  supportGroupMembers: SupportGroupMemberTable;
  ticketTags: TicketTagTable;
  ticketTexts: TicketTextTable;
  ticketSearch: TicketSearchTable;
  handoverPackages: HandoverPackageTable;
}

interface SupportGroupTable {
  id: string;
  organisationId: string;
  name: string;
  tier: number;
  specialisation: string;
  acceptWithinMin: number;
  /** JSON of protocol's `groupAssignment`. */
  assignment: Generated<string>;
  /** Raised with each change; and who made the last. */
  version: Generated<number>;
  changedBy: Generated<string | null>;
}

interface SupportGroupMemberTable {
  organisationId: string;
  groupId: string;
  userId: string;
}

interface TicketTagTable {
  organisationId: string;
  ticketId: string;
  tag: string;
}

/** The words of a ticket, those that tier 1 may not read apart; `id` is the row of the full-text index. */
interface TicketTextTable {
  id: Generated<number>;
  organisationId: string;
  ticketId: string;
  words: string;
  classified: Generated<string>;
}

/** The full-text index over `ticketTexts`, kept by triggers. */
interface TicketSearchTable {
  rowid: number;
  ticketSearch: string;
}

/** What handovers carried, by its hash; never changed. */
interface HandoverPackageTable {
  organisationId: string;
  sha256: string;
  ticketId: string;
  madeAt: number;
  /** Canonical JSON of protocol's `handoverManifest`. */
  manifest: string;
}
