import { http } from '@alongside/protocol';
import { useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { useServices } from '../shared/services.ts';
import { FLEET } from './use-fleet.ts';

export type Webhook = z.infer<typeof http.webhooks.result>[number];
export type Delivery = z.infer<typeof http.webhookDeliveries.result>[number];

/** While something waits it may be delivered at any moment, which is told by nobody. */
const WAITING_MS = 3_000;

export function useWebhooks() {
  const { api } = useServices();
  return useQuery({ queryKey: [FLEET, 'webhooks'], queryFn: () => api.callRoute(http.webhooks) });
}

export function useDeliveries(id: string) {
  const { api } = useServices();
  return useQuery({
    queryKey: [FLEET, 'deliveries', id],
    queryFn: () => api.callRoute(http.webhookDeliveries, { params: { id } }),
    refetchInterval: ({ state }) => (state.data?.some((delivery) => delivery.state === 'waiting') ? WAITING_MS : false),
  });
}
