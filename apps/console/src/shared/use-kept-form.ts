import { useState } from 'react';
import type { z } from 'zod';
import { readKept } from '../editing/kept-draft.ts';
import { useDraft } from './use-draft.ts';

export interface KeptForm<T> {
  readonly value: T;
  readonly set: (parts: Partial<T>) => void;
  /** What was typed is sent, or is not wanted any more. */
  readonly drop: () => void;
}

/** A form whose fields survive a reload until they are sent or dropped; it begins with `start`. */
export function useKeptForm<T extends object>(place: string, schema: z.ZodType<T>, start: T): KeptForm<T> {
  const [kept, keep] = useDraft(place);
  // What is typed stays, whatever the server says meanwhile.
  const [initial] = useState(start);
  const value = readKept(schema, kept) ?? initial;
  const set = (parts: Partial<T>) => {
    const text = JSON.stringify({ ...value, ...parts });
    keep(text === JSON.stringify(initial) ? '' : text);
  };
  return { value, set, drop: () => keep('') };
}
