import { http, type TicketFilter, type TicketOrder } from '@alongside/protocol';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { useServices } from '../shared/services.ts';

/** A list a page at a time. What arrives changes nothing of it: `news` says that there is something, and reading is asked for. */
export function useTickets(filter: TicketFilter, order: TicketOrder) {
  const { api } = useServices();
  const { client } = useDesk();
  const [news, setNews] = useState(false);
  const list = useInfiniteQuery({
    queryKey: ['tickets', filter, order],
    queryFn: ({ pageParam }) =>
      api.callRoute(http.ticketsFind, { body: { filter, order, ...(pageParam === '' ? {} : { after: pageParam }) } }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    // Read anew where one comes back to it.
    staleTime: 0,
  });
  useEffect(() => {
    const subscription = client.onTicketChanged(() => setNews(true));
    return () => subscription.dispose();
  }, [client]);
  const again = () => {
    setNews(false);
    void list.refetch();
  };
  return { list, news, again };
}

/** Groups of support and people of the desk. */
export function useSupportGroups() {
  const { api } = useServices();
  return useQuery({ queryKey: ['support-groups'], queryFn: () => api.callRoute(http.supportGroups), staleTime: 60_000 });
}
