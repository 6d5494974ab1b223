import { silentLogger } from '@alongside/base';
import { expect, test } from 'vitest';
import { Documents } from '../documents/documents.ts';
import type { DocumentStore } from '../ports/index.ts';
import { keptLanguage, LanguageDesk } from './language-desk.ts';

function storeOf(kept: Map<string, unknown>): DocumentStore {
  return {
    read: (name) => Promise.resolve(kept.get(name)),
    write: (name, value) => {
      kept.set(name, value);
      return Promise.resolve();
    },
    remove: (name) => {
      kept.delete(name);
      return Promise.resolve();
    },
  };
}

test('the language is the system’s until one is chosen, which is kept', async () => {
  const store = storeOf(new Map());
  const open = async () => {
    const desk = new LanguageDesk({ documents: new Documents(store, silentLogger), language: 'en' });
    await desk.load();
    return desk;
  };
  const desk = await open();
  let changes = 0;
  desk.onChange(() => {
    changes += 1;
  });
  expect([desk.current, await keptLanguage(store, silentLogger)]).toEqual(['en', undefined]);
  await desk.choose('de');
  expect([desk.current, changes, (await open()).current, await keptLanguage(store, silentLogger)]).toEqual(['de', 1, 'de', 'de']);
});
