import { http } from '@alongside/protocol';
import { useQuery } from '@tanstack/react-query';
import { useServices } from './services.ts';

/** Who is signed in, and what the server is. */
export function useMe() {
  const { api } = useServices();
  return useQuery({ queryKey: ['me'], queryFn: () => api.callRoute(http.me), staleTime: Number.POSITIVE_INFINITY });
}
