import { http } from '@alongside/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { readAnew } from '../shared/read-anew.ts';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { type ProblemSearch, readProblemSearch } from './problem-search.ts';

export const PROBLEMS = 'problems';

/** The problem and the rest of the address, and the way to another. */
export function useProblemAddress() {
  const { problem } = useParams({ strict: false });
  const search = readProblemSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const go = (to: string | undefined, next: ProblemSearch = {}, replace = false) =>
    void navigate({ to: '/problems/{-$problem}', params: { problem: to }, search: next, replace });
  return { problem, search, go };
}

export function useProblems() {
  const { api } = useServices();
  return useQuery({ queryKey: [PROBLEMS, 'list'], queryFn: () => api.callRoute(http.problems) });
}

export function useProblem(id: string) {
  const { api } = useServices();
  return useQuery({
    queryKey: [PROBLEMS, 'one', id],
    queryFn: () => api.callRoute(http.problem, { params: { id } }),
  });
}

/** What fits a ticket; read again with each entry of its log, as answers and reports change it. */
export function useTicketProblems(id: string, entries: number) {
  const { api } = useServices();
  return useQuery({
    queryKey: [PROBLEMS, 'ticket', id, entries],
    queryFn: () => api.callRoute(http.ticketProblems, { params: { id } }),
    placeholderData: (before) => before,
  });
}

export function useProblemDraft(ticketId: string | undefined) {
  const { api } = useServices();
  return useQuery({
    queryKey: [PROBLEMS, 'draft', ticketId],
    queryFn: () => api.callRoute(http.problemDraft, { params: { id: ticketId ?? '' } }),
    enabled: ticketId !== undefined,
  });
}

/** One change; what is shown is read again after it, also where somebody else was faster. */
export function useProblemChange<V, R>(change: (api: ReturnType<typeof useServices>['api'], values: V) => Promise<R>) {
  const { api } = useServices();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (values: V) => change(api, values),
    onSettled: () => queries.invalidateQueries({ queryKey: [PROBLEMS] }),
  });
}

/** Says on every page that the developers are asked now. */
export function useProblemNews(say: (asked: { number: number; title: string; devices: number }) => string): void {
  const { client } = useDesk();
  const queries = useQueryClient();
  const notices = useNotices();
  useEffect(() => {
    const subscription = client.onProblemAsked((asked) => {
      notices.said(say(asked));
      void readAnew(queries, [PROBLEMS]);
    });
    return () => subscription.dispose();
  });
}
