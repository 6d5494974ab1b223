import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Article, parseArticle } from '@alongside/desk';

/** What is not English lies in a folder of its language. */
const TRANSLATIONS = ['de'];

/** The articles that come with the program, in English. Throws an Error that names the file for one that is no article. */
export function readShippedArticles(folder: string): Article[] {
  return readArticles(folder);
}

/** Those of them that come in other languages, too; none where the folder has none. */
export function readTranslations(folder: string): Article[] {
  return TRANSLATIONS.map((language) => join(folder, language))
    .filter((each) => existsSync(each))
    .flatMap(readArticles);
}

function readArticles(folder: string): Article[] {
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
