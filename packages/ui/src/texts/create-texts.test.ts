import { describe, expect, it } from 'vitest';
import { createTexts, languageFromAddress } from './create-texts.ts';
import { PSEUDO_LOCALE, pseudoText } from './pseudo.ts';

const catalogues = {
  en: { greeting: 'Hello {{name}}', lines_one: '{{count}} line', lines_other: '{{count}} lines' },
};

describe('createTexts', () => {
  it('is ready at once, with gaps and plurals, and does not escape for React', () => {
    const texts = createTexts(catalogues);
    expect(texts.t('greeting', { name: 'Ann <b>' })).toBe('Hello Ann <b>');
    expect(texts.t('lines', { count: 1 })).toBe('1 line');
    expect(texts.t('lines', { count: 3 })).toBe('3 lines');
    expect(texts.t('ui:error.retry')).toBe('Try again');
  });

  it('keeps what is written from right to left in its gap, where it moves nothing beside it', () => {
    const texts = createTexts(catalogues);
    expect(texts.t('greeting', { name: 'דוד 10' })).toBe('Hello \u2068דוד 10\u2069');
    expect(texts.t('greeting', { name: 'Müller, Ψ 名' })).toBe('Hello Müller, Ψ 名');
  });

  it('throws in development for a key or a gap that is not there', () => {
    const texts = createTexts(catalogues);
    expect(() => texts.t('nowhere')).toThrow('no text for "nowhere"');
    expect(() => texts.t('greeting')).toThrow('{{name}}');
  });

  it('tells a missing key where it is listened to, and shows the key', () => {
    const missing: string[] = [];
    const texts = createTexts(catalogues, { onMissing: (what) => missing.push(what) });
    expect(texts.t('nowhere')).toBe('nowhere');
    expect(missing).toEqual(['no text for "nowhere"']);
    expect(texts.t('elsewhere', { defaultValue: 'their word' })).toBe('their word');
    expect(missing.length).toBe(1);
  });

  it('makes the pseudo-locale of English, with its plural rules', () => {
    const texts = createTexts(catalogues, { language: PSEUDO_LOCALE });
    expect(texts.t('greeting', { name: 'Ann' })).toMatch(/^⟦Ĥéļļö Ann.*⟧$/u);
    expect(texts.t('lines', { count: 1 })).toContain('1 ļîñé ');
    expect(texts.t('ui:error.retry')).toMatch(/^⟦/u);
  });

  it('takes the base of a locale that it has, else English', () => {
    expect(createTexts(catalogues, { language: 'en-GB' }).language).toBe('en');
    expect(createTexts(catalogues, { language: 'fi' }).language).toBe('en');
    expect(languageFromAddress('?lang=en-x-pseudo')).toBe(PSEUDO_LOCALE);
    expect(languageFromAddress('')).toBeUndefined();
  });
});

describe('pseudoText', () => {
  it('leaves gaps and tags, and makes the rest about 40 % longer', () => {
    const text = pseudoText('Ask <1>{{name}}</1> again');
    expect(text).toContain('<1>{{name}}</1>');
    expect(text).not.toContain('again');
    expect(text.length).toBeGreaterThan('Ask <1>{{name}}</1> again'.length + 4);
  });
});
