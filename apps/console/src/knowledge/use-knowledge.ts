import { http, type Language } from '@alongside/protocol';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useServices } from '../shared/services.ts';
import { type KnowledgeSearch, readKnowledgeSearch } from './knowledge-search.ts';

const KNOWLEDGE = 'knowledge';

/** The article and the rest of the address, and the way to another. */
export function useKnowledgeAddress() {
  const { article } = useParams({ strict: false });
  const search = readKnowledgeSearch(useSearch({ strict: false }));
  const navigate = useNavigate();
  const go = (to: string | undefined, next: KnowledgeSearch = {}, replace = false) =>
    void navigate({ to: '/knowledge/{-$article}', params: { article: to }, search: next, replace });
  return { article, search, go };
}

export function useArticles() {
  const { api } = useServices();
  return useQuery({ queryKey: [KNOWLEDGE, 'list'], queryFn: () => api.callRoute(http.articles) });
}

/** What was found stays until the next answer is there. */
/** `language`: of whom it is for. */
export function useFound(query: string, language?: Language) {
  const { api } = useServices();
  return useQuery({
    queryKey: [KNOWLEDGE, 'found', query, language],
    queryFn: ({ signal }) =>
      api.callRoute(http.articleSearch, { body: { query, ...(language === undefined ? {} : { language }) }, signal }),
    enabled: query !== '',
    placeholderData: keepPreviousData,
  });
}

export function useArticle(article: string) {
  const { api } = useServices();
  return useQuery({
    queryKey: [KNOWLEDGE, 'article', article],
    queryFn: () => api.callRoute(http.article, { params: { article } }),
  });
}

export function useVersions(article: string) {
  const { api } = useServices();
  return useQuery({
    queryKey: [KNOWLEDGE, 'versions', article],
    queryFn: () => api.callRoute(http.articleVersions, { params: { article } }),
  });
}

export function useFeedback(article: string, enabled: boolean) {
  const { api } = useServices();
  return useQuery({
    queryKey: [KNOWLEDGE, 'feedback', article],
    queryFn: () => api.callRoute(http.articleFeedback, { params: { article } }),
    enabled,
  });
}

export function useFigures() {
  const { api } = useServices();
  return useQuery({ queryKey: [KNOWLEDGE, 'figures'], queryFn: () => api.callRoute(http.articleFigures) });
}

/** One change; what is shown is read again after it, also where somebody else was faster. */
export function useKnowledgeChange<V, R>(change: (api: ReturnType<typeof useServices>['api'], values: V) => Promise<R>) {
  const { api } = useServices();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (values: V) => change(api, values),
    onSettled: () => queries.invalidateQueries({ queryKey: [KNOWLEDGE] }),
  });
}
