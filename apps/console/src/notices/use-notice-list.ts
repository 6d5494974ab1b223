import { http } from '@alongside/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { readAnew, readAnewOnline } from '../shared/read-anew.ts';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';

const KEY = ['own-notices'];

/** One's own notices, read anew when the server says that there are others. */
export function useNoticeList() {
  const { api } = useServices();
  const { client } = useDesk();
  const queries = useQueryClient();
  useEffect(() => {
    const told = [client.onNotices(() => void readAnew(queries, KEY)), readAnewOnline(client, queries, KEY)];
    return () => {
      for (const each of told) each.dispose();
    };
  }, [client, queries]);
  return useQuery({ queryKey: KEY, queryFn: () => api.callRoute(http.notices) });
}

/** Marks these as read, or all where it is null. */
export function useMarkRead() {
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  return useMutation({
    mutationFn: (ids: string[] | null) => api.callRoute(http.noticesRead, { body: { ids } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
    onError: notices.failed,
  });
}
