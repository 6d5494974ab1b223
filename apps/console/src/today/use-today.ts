import { http } from '@alongside/protocol';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { z } from 'zod';
import { useDesk } from '../desk/desk-context.ts';
import { readAnew } from '../shared/read-anew.ts';
import { useServices } from '../shared/services.ts';
import { useObservable } from '../shared/use-observable.ts';
import { nextOrder } from './stable-order.ts';

export type Today = z.infer<typeof http.today.result>;

const TODAY = 'today';
/** A minute that passes is told by nobody: requests grow old by themselves. */
const REFRESH_MS = 60_000;
/** Of what comes close together, one look. */
const GATHER_MS = 1_000;

/** The figures, counted anew soon after something happened at the desk. */
export function useToday() {
  const { api, clock } = useServices();
  const { client } = useDesk();
  const queries = useQueryClient();
  const read = useQuery({ queryKey: [TODAY], queryFn: () => api.callRoute(http.today), refetchInterval: REFRESH_MS });
  const online = useObservable(client.state).state === 'online';
  useEffect(() => {
    if (!online) return;
    let soon: { dispose(): void } | undefined;
    const changed = () => {
      soon ??= clock.after(GATHER_MS, () => {
        soon = undefined;
        void readAnew(queries, [TODAY]);
      });
    };
    const told = [client.onTicketChanged(changed), client.colleagues.onChange(changed), client.queue.onChange(changed)];
    return () => {
      soon?.dispose();
      for (const each of told) each.dispose();
    };
  }, [client, clock, online, queries]);
  return read;
}

/** Requests for whoever leads the desk that nobody has taken up. */
export function useWishes() {
  const { api } = useServices();
  const { client } = useDesk();
  const queries = useQueryClient();
  const body = { filter: { wantsManager: true, status: 'any' } } as const;
  const read = useQuery({
    queryKey: [TODAY, 'wishes'],
    queryFn: async () => (await api.callRoute(http.ticketsFind, { body })).count ?? 0,
    refetchInterval: REFRESH_MS,
  });
  useEffect(() => {
    const told = client.onTicketChanged(({ event }) => {
      if (event.body.type.startsWith('manager-')) void readAnew(queries, [TODAY, 'wishes']);
    });
    return () => told.dispose();
  }, [client, queries]);
  return read.data ?? 0;
}

/** Rows that stand still while they are looked at; `of` names what is looked at. */
export function useStableOrder<T>(of: string, rows: readonly T[], keyOf: (row: T) => string): readonly T[] {
  const seen = useRef<{ of: string; order: readonly string[] }>({ of, order: [] });
  const order = nextOrder(seen.current.of === of ? seen.current.order : [], rows.map(keyOf));
  seen.current = { of, order };
  return order.flatMap((key) => rows.find((row) => keyOf(row) === key) ?? []);
}
