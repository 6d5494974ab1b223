import { http } from '@alongside/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { readAnew } from '../shared/read-anew.ts';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useObservable } from '../shared/use-observable.ts';

const OFFERS = ['offers'] as const;
/** After which an offer is there, or is no more. */
const NEWS: ReadonlySet<string> = new Set(['offer-made', 'offer-passed', 'assigned', 'claimed', 'done', 'cancelled', 'merged']);

/** What is offered to this person now, as the socket tells it. */
export function useOffers() {
  const { api } = useServices();
  const { client } = useDesk();
  const queries = useQueryClient();
  const online = useObservable(client.state).state === 'online';
  const read = useQuery({
    queryKey: OFFERS,
    queryFn: () => api.callRoute(http.offers),
    enabled: online,
  });
  useEffect(() => {
    if (!online) return;
    // What happened while the socket was away was told to nobody.
    void queries.invalidateQueries({ queryKey: OFFERS });
    const told = client.onTicketChanged(({ event }) => {
      if (NEWS.has(event.body.type)) void readAnew(queries, OFFERS);
    });
    return () => told.dispose();
  }, [client, online, queries]);
  return (online ? read.data : undefined) ?? [];
}

export function useOfferAnswer(onAccepted: (ticketId: string) => void) {
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  return useMutation({
    mutationFn: ({ ticketId, answer }: { readonly ticketId: string; readonly answer: 'accept' | 'decline' }) =>
      api.callRoute(http.offerAnswer, { params: { id: ticketId }, body: { answer } }),
    onSuccess: (_, { ticketId, answer }) => {
      if (answer === 'accept') onAccepted(ticketId);
    },
    onError: notices.failed,
    onSettled: () => queries.invalidateQueries({ queryKey: OFFERS }),
  });
}
