import { http } from '@alongside/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { useServices } from '../shared/services.ts';
import { useLanguage } from '../shared/use-language.ts';
import { useNotices } from '../shared/use-notices.ts';

type Distributed<T> = T extends unknown ? Omit<T, 'language'> : never;
type PlaybookAct = Distributed<z.infer<typeof http.playbookMark.body>>;

interface Marking {
  readonly body: PlaybookAct;
  /** Called once it stands on the ticket, before the ticket is read again: what called may be gone after that. */
  readonly kept?: () => void;
}

/** Enters marks into the ticket's log, in the words that were read; the ticket is read again before the next step shows. */
export function usePlaybookMarks(ticketId: string) {
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  const language = useLanguage();
  return useMutation({
    mutationFn: ({ body }: Marking) =>
      api.callRoute(http.playbookMark, { params: { id: ticketId }, body: { ...body, language } }),
    onSuccess: (_, { kept, body }) => {
      kept?.();
      return Promise.all([
        queries.invalidateQueries({ queryKey: ['ticket', ticketId] }),
        // Which one is running, and in which version.
        ...(body.act === 'begin' ? [queries.invalidateQueries({ queryKey: ['guide', ticketId] })] : []),
      ]);
    },
    onError: notices.failed,
  });
}
