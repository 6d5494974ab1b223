import { kbCategory } from '@alongside/protocol';
import { z } from 'zod';

/** Which articles are listed: all, those whose day of review has come, drafts. */
export const SHOWN = ['all', 'review', 'draft'] as const;

const search = z.object({
  q: z.coerce.string().trim().min(1).max(200).optional().catch(undefined),
  show: z.enum(SHOWN).optional().catch(undefined),
  category: kbCategory.optional().catch(undefined),
  /** What is done with the article of the address; without one `edit` is a new article. */
  act: z.enum(['edit', 'versions']).optional().catch(undefined),
});
export type KnowledgeSearch = z.infer<typeof search>;

/** Reads an address that anybody may have written: parts that are nothing are left out. */
export function readKnowledgeSearch(address: Readonly<Record<string, unknown>>): KnowledgeSearch {
  const { q, show, category, act } = search.parse(address);
  return {
    ...(q === undefined ? {} : { q }),
    ...(show === undefined || show === 'all' ? {} : { show }),
    ...(category === undefined ? {} : { category }),
    ...(act === undefined ? {} : { act }),
  };
}
