import { type DeviceFilter, http } from '@alongside/protocol';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { z } from 'zod';
import { useDesk } from '../desk/desk-context.ts';
import { readAnew, readAnewOnline } from '../shared/read-anew.ts';
import { type Services, useServices } from '../shared/services.ts';
import { type FleetSearch, readFilter } from './fleet-search.ts';

export type Fleet = z.infer<typeof http.fleet.result>;

export const FLEET = 'fleet';
/** Computers that come and go change nothing of the fleet but their light. */
const REFRESH_MS = 30_000;
/** What was asked for while the page was on its way is not asked for again; the fleet's news make it old at once. */
const FRESH_MS = 5_000;

/** Reads all that is shown again whenever the server tells that something changed; once per page. */
export function useFleetNews(): void {
  const { client } = useDesk();
  const queries = useQueryClient();
  useEffect(() => {
    const subscription = client.onFleet(() => void readAnew(queries, [FLEET]));
    return () => subscription.dispose();
  }, [client, queries]);
  useEffect(() => {
    const subscription = readAnewOnline(client, queries, [FLEET]);
    return () => subscription.dispose();
  }, [client, queries]);
}

/** Also for whoever asks before the page is there. */
export function fleetQuery(api: Services['api']) {
  return queryOptions({
    queryKey: [FLEET, 'all'],
    queryFn: () => api.callRoute(http.fleet),
    staleTime: FRESH_MS,
  });
}

/** A page of the computers that fit; also for whoever asks before the page is there. */
export function devicesQuery(api: Services['api'], search: FleetSearch, page: number) {
  const { by = 'name', down = false } = search;
  const body = { filter: readFilter({ ...search }), by, down, page };
  return queryOptions({
    queryKey: [FLEET, 'devices', body],
    queryFn: () => api.callRoute(http.fleetFind, { body }),
    staleTime: FRESH_MS,
  });
}

/** What was shown stays while another page, or what fits another filter, is on its way. */
export function useFleetDevices(search: FleetSearch, page: number) {
  const { api } = useServices();
  return useQuery({ ...devicesQuery(api, search, page), refetchInterval: REFRESH_MS, placeholderData: keepPreviousData });
}

/** How many computers fit; undefined while that is asked. */
export function useFleetCount(filter: DeviceFilter): number | undefined {
  const { api } = useServices();
  return useQuery(devicesQuery(api, filter, 0)).data?.count;
}

export function useFleet() {
  const { api } = useServices();
  return useQuery({ ...fleetQuery(api), refetchInterval: REFRESH_MS });
}

export function useScans() {
  const { api } = useServices();
  return useQuery({ queryKey: [FLEET, 'scans'], queryFn: () => api.callRoute(http.scans) });
}

export function useScan(id: string, page: number) {
  const { api } = useServices();
  return useQuery({
    queryKey: [FLEET, 'scan', id, page],
    queryFn: () => api.callRoute(http.scan, { params: { id }, body: { page } }),
    placeholderData: keepPreviousData,
  });
}

export function useFleetAlerts(closed: boolean, page: number) {
  const { api } = useServices();
  return useQuery({
    queryKey: [FLEET, 'alerts', closed, page],
    queryFn: () => api.callRoute(http.alerts, { body: { closed, page } }),
    placeholderData: keepPreviousData,
  });
}

export function useSchedules() {
  const { api } = useServices();
  return useQuery({ queryKey: [FLEET, 'schedules'], queryFn: () => api.callRoute(http.schedules) });
}

export function useAlertRule() {
  const { api } = useServices();
  return useQuery({ queryKey: [FLEET, 'alertRule'], queryFn: () => api.callRoute(http.alertRuleRead) });
}

/** Lists come seldom and are long: read when they are looked at, not with each of the fleet's news. */
const SOFTWARE = 'software';

export function useSoftware() {
  const { api } = useServices();
  return useQuery({ queryKey: [SOFTWARE], queryFn: () => api.callRoute(http.software) });
}

export function useSoftwareDevices(name: string) {
  const { api } = useServices();
  return useQuery({
    queryKey: [SOFTWARE, name],
    queryFn: () => api.callRoute(http.softwareDevices, { body: { name } }),
  });
}

/** One change; what is shown is read again before it counts as done. */
export function useFleetChange<V, R>(change: (api: Services['api'], values: V) => Promise<R>) {
  const { api } = useServices();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (values: V) => change(api, values),
    onSuccess: () => queries.invalidateQueries({ queryKey: [FLEET] }),
  });
}
