/** Words of the knowledge base that cross a wire. An article's text is Markdown in which `[[id]]` links another one. */
import { z } from 'zod';

export const KB_CATEGORIES = [
  'account',
  'programs',
  'mail',
  'files',
  'network',
  'devices',
  'performance',
  'system',
  'hardware',
  'disks',
  'safety',
  'alongside',
] as const;
export const kbCategory = z.enum(KB_CATEGORIES);
export type KbCategory = z.infer<typeof kbCategory>;

/**
 * Who may read: whoever writes articles; everybody at the desk; those whom the desk gives it to, in the console and with
 * their request; anybody.
 */
export const KB_VISIBILITIES = ['draft', 'internal', 'customer', 'public'] as const;
export const kbVisibility = z.enum(KB_VISIBILITIES);
export type KbVisibility = z.infer<typeof kbVisibility>;

/** Stands in addresses and links, so it never changes. */
export const articleId = z.string().regex(/^[a-z][a-z0-9-]{1,59}$/u);
