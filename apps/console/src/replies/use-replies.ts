import { http } from '@alongside/protocol';
import { useQuery } from '@tanstack/react-query';
import { useArticles } from '../knowledge/use-knowledge.ts';
import { useServices } from '../shared/services.ts';

export function useReplies() {
  const { api } = useServices();
  return useQuery({ queryKey: ['replies'], queryFn: () => api.callRoute(http.replies), staleTime: 60_000 });
}

/** Titles of articles that a reply can name, with an address where everybody may read them. */
export function useArticleNames() {
  const articles = useArticles();
  return (id: string): string | undefined => {
    const article = articles.data?.find((each) => each.id === id);
    if (article === undefined) return undefined;
    return article.visibility === 'public' ? `[${article.title}](${location.origin}/help/${id})` : `“${article.title}”`;
  };
}

export function useTicketTags() {
  const { api } = useServices();
  return useQuery({ queryKey: ['ticket-tags'], queryFn: () => api.callRoute(http.ticketTags), staleTime: 60_000 }).data ?? [];
}
