import { http } from '@alongside/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { PROBLEMS } from '../problems/use-problems.ts';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';

/** While somebody is waited for, they may answer at any moment, which no page is told. */
const WAITING_MS = 20_000;

export interface IssuesOf {
  readonly ticketId?: string;
  readonly problemId?: string;
  /** How many entries the ticket's log has: one more may be an answer. */
  readonly entries?: number;
}

/** What the developers were asked for a ticket, or else for a known problem. */
export function useIssues({ ticketId, problemId, entries }: IssuesOf) {
  const { api } = useServices();
  return useQuery({
    queryKey: [PROBLEMS, 'developers', ticketId, problemId, entries],
    queryFn: () =>
      ticketId === undefined
        ? api.callRoute(http.developersOfProblem, { params: { id: problemId ?? '' } })
        : api.callRoute(http.developersOfTicket, { params: { id: ticketId } }),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) =>
      state.data?.some((issue) => issue.state === 'asked' || issue.state === 'accepted') ? WAITING_MS : false,
  });
}

/** Something that changes what the developers are asked, or what they said; the problem and the ticket are read again. */
export function useDevelopersChange<V, R>(
  change: (api: ReturnType<typeof useServices>['api'], value: V) => Promise<R>,
  ticketId?: string,
) {
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  return useMutation({
    mutationFn: (value: V) => change(api, value),
    onError: notices.failed,
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: [PROBLEMS] });
      if (ticketId !== undefined) await queries.invalidateQueries({ queryKey: ['ticket', ticketId] });
    },
  });
}
