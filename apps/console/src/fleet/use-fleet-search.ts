import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { type FleetSearch, readSearch } from './fleet-search.ts';

export const SECTIONS = ['devices', 'findings', 'software', 'scans', 'schedules', 'alerts', 'webhooks'] as const;
export type FleetSection = (typeof SECTIONS)[number];

/** The address as what it says, and the way to another; `replace` where it is no step to come back to. */
export function useFleetSearch() {
  const raw = useSearch({ strict: false });
  const navigate = useNavigate();
  // As text: the router gives a new object with every look at it.
  const text = JSON.stringify(readSearch(raw));
  const search = useMemo(() => JSON.parse(text) as FleetSearch, [text]);
  const go = useCallback(
    (section: FleetSection, next: FleetSearch, { replace = false } = {}) =>
      void navigate({ to: '/fleet/{-$section}', params: { section }, search: next, replace }),
    [navigate],
  );
  return { search, go };
}
