import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Article, parseArticle } from '@alongside/desk';

/** The articles that come with the program. Throws an Error that names the file for one that is no article. */
export function readShippedArticles(folder: string): Article[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => {
      try {
        return parseArticle(readFileSync(join(folder, name), 'utf8'));
      } catch (error) {
        throw new Error(`${name} is no article: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    });
}
