export interface GuestTables {
  guests: GuestTable;
}

/**
 * Pages that the user of a ticket opened by its link. Each has a row among the devices, born retired: sessions and records
 * name it there, and it is in no list of computers and cannot come in by their door.
 */
interface GuestTable {
  id: string;
  organisationId: string;
  ticketId: string;
  /** By which the page asks to be helped; another each time that it is opened. */
  requestId: string;
  openedAt: number;
}
