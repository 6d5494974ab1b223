import { http } from '@alongside/protocol';
import { useQuery } from '@tanstack/react-query';
import { useServices } from '../shared/services.ts';

/** The organisation's, in which schedules are due; undefined until it is known. */
export function useTimeZone(): string | undefined {
  const { api } = useServices();
  const organisation = useQuery({ queryKey: ['organisation'], queryFn: () => api.callRoute(http.organisationRead) });
  if (organisation.data === undefined) return undefined;
  // As the server has it where none is written.
  return organisation.data.timeZone === '' ? 'UTC' : organisation.data.timeZone;
}
