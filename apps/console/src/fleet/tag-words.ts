import { MAX_TAGS } from '@alongside/protocol';

const MAX_LETTERS = 40;

/** Tags as a person writes them, a comma between two. */
export function tagsOf(text: string): string[] {
  const tags = text
    .split(',')
    .map((tag) => tag.trim().slice(0, MAX_LETTERS))
    .filter((tag) => tag !== '');
  return [...new Set(tags)].slice(0, MAX_TAGS);
}
