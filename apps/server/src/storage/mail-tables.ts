import type { MailKind, MailState } from '@alongside/protocol';
import type { Selectable } from 'kysely';

/** Mail that leaves, and what became of it. */
export interface MailTables {
  mails: MailTable;
}

interface MailTable {
  id: string;
  organisationId: string;
  kind: MailKind;
  toAddress: string;
  language: string;
  ticketId: string | null;
  number: number | null;
  /** What it says (JSON of `mailContent`), sealed with the server's secret since links stand in it; empty once it was sent. */
  sealed: string;
  at: number;
  state: MailState;
  attempts: number;
  nextAt: number | null;
  error: string | null;
}
export type MailRow = Selectable<MailTable>;
