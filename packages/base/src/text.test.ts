import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBase64Url, isolated, lookOf, looksLikeAnother, safeLine, safeText, toBase64Url } from './index.ts';

describe('text of another person', () => {
  test.each([
    ['right-to-left override', 'exe.\u202egpj', 'exe.gpj'],
    ['zero width', 'Mar\u200bia', 'Maria'],
    ['terminal escape', '\u001b[31mred', '[31mred'],
    ['soft hyphen', 'bank\u00ading', 'banking'],
    ['decomposed', 'u\u0308', 'ü'],
    ['a mark behind what is invisible', 'e\u200d\u0301', 'é'],
    ['Hangul filler', 'Mar\u3164ia\u115f', 'Maria'],
    ['variation selector and joiner', 'a\ufe0f\u034fb', 'ab'],
    ['heaped marks', `a${'\u0316'.repeat(70)}b`, `a${'\u0316'.repeat(4)}b`],
    ['line ends', 'a\r\nb\rc', 'a\nb\nc'],
  ])('%s', (_name, text, clean) => {
    expect(safeText(text, 100)).toBe(clean);
  });

  test('from right to left is kept to its place, all else is as it was', () => {
    expect(['علي', 'Dr. דוד', '١٠'].map(isolated)).toEqual(['\u2068علي\u2069', '\u2068Dr. דוד\u2069', '\u2068١٠\u2069']);
    expect(['Maria Nagy', 'Ψ', '名', '', 'a\u0301'].map(isolated)).toEqual(['Maria Nagy', 'Ψ', '名', '', 'a\u0301']);
    // What comes from another person cannot leave it.
    expect(isolated(safeLine('דוד\u2069 10', 100))).toBe('\u2068דוד 10\u2069');
  });

  test('one line stays one line', () => {
    expect(safeLine('  Maria\n\tNagy  ', 100)).toBe('Maria Nagy');
  });

  test('a line of nothing that can be seen is none', () => {
    for (const blank of ['\u3164', '\u2800\u2800', '\u00a0\u3000', '\u115f\u1160', '\u200b\u2060'])
      expect(safeLine(blank, 10)).toBe('');
    expect(safeLine('Maria\u2003\u2800\u00a0Nagy', 100)).toBe('Maria Nagy');
  });

  test('cleaning twice changes nothing, and bounds hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, max) => {
        const once = safeText(text, max);
        const line = safeLine(text, max);
        return once.length <= max && safeText(once, max) === once && safeLine(line, max) === line;
      }),
      { numRuns: 500 },
    );
  });

  test('look-alikes are flagged, honest names are not', () => {
    expect(['Маria', 'Maria', 'Мария', 'Ünal Çelik', 'Νίκος'].map(looksLikeAnother)).toEqual([true, false, false, false, false]);
    expect(['Ｍaria', '𝐌aria', 'Ⓜaria'].map(looksLikeAnother)).toEqual([true, true, true]);
  });

  test('names that a quick eye takes for one have one look', () => {
    const tomke = ['Tomke', 'TOMKE', 'ТОМКЕ', 'Tоmke', 'Tom ke', 'T0mke', 'Tomké', 'Ｔｏｍｋｅ', '𝐓𝐨𝐦𝐤𝐞', 'Tom-ke.'];
    expect(new Set(tomke.map(lookOf))).toEqual(new Set(['tomke']));
    expect(lookOf('Tomek')).not.toBe('tomke');
  });
});

describe('base64url', () => {
  test('round trip, and one spelling each', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        const text = toBase64Url(bytes);
        return (
          /^[A-Za-z0-9_-]*$/u.test(text) &&
          Buffer.from(fromBase64Url(text) ?? []).equals(Buffer.from(bytes)) &&
          text === Buffer.from(bytes).toString('base64url')
        );
      }),
    );
    expect([fromBase64Url('A'), fromBase64Url('AB'), fromBase64Url('A='), fromBase64Url('A+==')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
