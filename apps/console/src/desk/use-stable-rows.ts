import type { TicketSummary } from '@alongside/protocol';
import { useRef } from 'react';
import { nextRows, type QueueRow } from './queue-rows.ts';

/** The rows of one list, standing still while `held`. */
export function useStableRows(list: readonly TicketSummary[], all: readonly TicketSummary[], held: boolean): readonly QueueRow[] {
  const rows = useRef<readonly QueueRow[]>([]);
  rows.current = nextRows(rows.current, list, all, held);
  return rows.current;
}
