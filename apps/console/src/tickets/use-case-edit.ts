import { AppError } from '@alongside/base';
import type { Unheard } from '@alongside/desk';
import { http, type TicketChange } from '@alongside/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';

/** Who wrote over what, while somebody was editing. */
export interface Meanwhile {
  readonly by: string;
  readonly at: number;
  readonly parts: readonly string[];
}

export interface CaseEdit<T> {
  readonly value: T;
  readonly isChanged: boolean;
  readonly isPending: boolean;
  readonly meanwhile: Meanwhile | undefined;
  /** Of a merge: why its user would hear no answer in the other ticket. */
  readonly unheard: Unheard | undefined;
  set(value: T): void;
  /** With the version that was there when the edit began; `anew` with the one that is there now. */
  save(changes: readonly TicketChange[], options?: { anew?: boolean; done?: () => void }): void;
  /** Back to what is there. */
  drop(): void;
}

/**
 * A part of a ticket in a form. While nobody edits, it shows what is there; from the first touch on, what is typed, and
 * nothing that arrives writes into it. The server is told which version that edit began with.
 */
export function useCaseEdit<T>(ticketId: string, current: T, version: number): CaseEdit<T> {
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  const [edit, setEdit] = useState<{ readonly value: T; readonly seen: number }>();
  const saving = useMutation({
    mutationFn: async ({
      changes,
      seen,
    }: {
      changes: readonly TicketChange[];
      seen: number;
      done?: (() => void) | undefined;
    }) => {
      let at = seen;
      for (const change of changes) {
        const params = { id: ticketId };
        at = (await api.callRoute(http.ticketWrite, { params, body: { seen: at, change } })).version;
      }
    },
    onSuccess: (_, { done }) => {
      setEdit(undefined);
      done?.();
      return queries.invalidateQueries({ queryKey: ['ticket', ticketId] });
    },
    onError: (error) => {
      void queries.invalidateQueries({ queryKey: ['ticket', ticketId] });
      if (meanwhileOf(error) === undefined && unheardOf(error) === undefined) notices.failed(error);
    },
  });
  return {
    value: edit?.value ?? current,
    isChanged: edit !== undefined,
    isPending: saving.isPending,
    meanwhile: meanwhileOf(saving.error),
    unheard: unheardOf(saving.error),
    set: (value) => {
      // What was answered about another one does not stand beside this.
      if (unheardOf(saving.error) !== undefined) saving.reset();
      setEdit({ value, seen: edit?.seen ?? version });
    },
    save: (changes, { anew = false, done } = {}) =>
      saving.mutate({ changes, seen: anew ? version : (edit?.seen ?? version), done }),
    drop: () => {
      setEdit(undefined);
      saving.reset();
    },
  };
}

export function meanwhileOf(error: unknown): Meanwhile | undefined {
  if (!(error instanceof AppError) || error.code !== 'ticket.changed') return undefined;
  const { by, at, parts } = error.context;
  return { by: String(by ?? ''), at: Number(at ?? 0), parts: String(parts ?? '').split(',') };
}

const UNHEARD: readonly Unheard[] = ['no-address', 'other-address', 'computer'];
function unheardOf(error: unknown): Unheard | undefined {
  if (!(error instanceof AppError) || error.code !== 'ticket.unheard') return undefined;
  return UNHEARD.find((how) => how === error.context.how);
}
