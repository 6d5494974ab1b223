import { http } from '@alongside/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useServices } from '../shared/services.ts';
import { useLanguage } from '../shared/use-language.ts';

const EDITIONS = 'editions';

export function usePlaybookList() {
  const { api } = useServices();
  const language = useLanguage();
  return useQuery({
    queryKey: [EDITIONS, 'list', language],
    queryFn: () => api.callRoute(http.playbookList, { params: { language } }),
  });
}

export function usePlaybookEditions(playbook: string) {
  const { api } = useServices();
  const language = useLanguage();
  return useQuery({
    queryKey: [EDITIONS, 'playbook', playbook, language],
    queryFn: () => api.callRoute(http.playbookRead, { params: { playbook, language } }),
  });
}

export function useQuestionEditions() {
  const { api } = useServices();
  return useQuery({ queryKey: [EDITIONS, 'questions'], queryFn: () => api.callRoute(http.questionsRead) });
}

interface Saving<V> {
  readonly values: V;
  /** Once it is kept, before anything is read again: what called may be gone after that. */
  readonly kept: () => void;
}

/** One change; what is shown is read again after it, also where somebody else was faster, and so is what tickets ask. */
export function useEditionChange<V>(change: (api: ReturnType<typeof useServices>['api'], values: V) => Promise<unknown>) {
  const { api } = useServices();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ values }: Saving<V>) => change(api, values),
    onSuccess: (_, { kept }) => kept(),
    onSettled: () =>
      Promise.all([EDITIONS, 'questions', 'guide'].map((first) => queries.invalidateQueries({ queryKey: [first] }))),
  });
}
