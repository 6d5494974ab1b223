import type { z } from 'zod';

/** A draft that was kept by this browser; undefined for none, or one of another version of the program. */
export function readKept<T>(schema: z.ZodType<T>, kept: string): T | undefined {
  if (kept === '') return undefined;
  try {
    return schema.safeParse(JSON.parse(kept)).data;
  } catch {
    return undefined; // Not written by this page.
  }
}

/** Words with commas between. */
export function listOf(words: string): string[] {
  return words
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
