import { describe, expect, it } from 'vitest';
import { createTexts } from './create-texts.ts';
import { languageName, PageLanguage, readersLanguage } from './languages.ts';
import { PSEUDO_LOCALE } from './pseudo.ts';

const english = { en: { greeting: 'Hello', only: 'Only English' } };
const german = { page: { greeting: 'Guten Tag' }, ui: { error: { retry: 'Noch einmal versuchen' } } };

describe('the language of a page', () => {
  it('is fetched when it is first wanted, once, and what it lacks stays English', async () => {
    let fetched = 0;
    const texts = createTexts(english);
    const page = new PageLanguage(texts, {
      de: () => {
        fetched += 1;
        return Promise.resolve(german);
      },
    });
    expect(await page.speak('en')).toBe(true);
    expect(fetched).toBe(0);
    expect(await page.speak('de')).toBe(true);
    expect([texts.language, texts.t('greeting'), texts.t('ui:error.retry'), texts.t('only')]).toEqual([
      'de',
      'Guten Tag',
      'Noch einmal versuchen',
      'Only English',
    ]);
    await page.speak('en');
    await page.speak('de');
    expect(fetched).toBe(1);
  });

  it('stays as it is where the words cannot be fetched, and where the strange one of tests is spoken', async () => {
    const texts = createTexts(english);
    expect(await new PageLanguage(texts, { de: () => Promise.reject(new Error('away')) }).speak('de')).toBe(false);
    expect(texts.t('greeting')).toBe('Hello');
    const strange = createTexts(english, { language: PSEUDO_LOCALE });
    expect(await new PageLanguage(strange, { de: () => Promise.resolve(german) }).speak('de')).toBe(false);
    expect(strange.language).toBe(PSEUDO_LOCALE);
  });

  it('is the one that was chosen last, whichever comes first', async () => {
    const texts = createTexts(english);
    let arrive: (words: typeof german) => void = () => undefined;
    const page = new PageLanguage(texts, {
      de: () =>
        new Promise((resolve) => {
          arrive = resolve;
        }),
    });
    const first = page.speak('de');
    await page.speak('en');
    arrive(german);
    expect(await first).toBe(false);
    expect(texts.language).toBe('en');
  });

  it('is that of the address, else of the browser', () => {
    expect(readersLanguage('?lang=de', ['en-US'])).toBe('de');
    expect(readersLanguage('', ['fr', 'de-CH'])).toBe('de');
    expect(readersLanguage('?lang=fi', ['de'])).toBe('de');
    expect(languageName('de')).toBe('Deutsch');
  });
});
