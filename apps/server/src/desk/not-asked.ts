import type { TicketRow } from '../storage/tables.ts';

/** Opened without anybody at the computer asking. */
export const NOT_ASKED: ReadonlySet<TicketRow['startedBy']> = new Set(['standing', 'finding']);
