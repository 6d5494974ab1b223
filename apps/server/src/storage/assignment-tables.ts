/** How tickets find somebody. */
export interface AssignmentTables {
  personSkills: PersonSkillTable;
  ticketAsks: TicketAskTable;
}

interface PersonSkillTable {
  organisationId: string;
  userId: string;
  skill: string;
}

/** Colleagues who are asked about a ticket and have not answered; an index of its log, written with it. */
interface TicketAskTable {
  organisationId: string;
  ticketId: string;
  userId: string;
}
