import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBase64Url, looksLikeAnother, safeLine, safeText, toBase64Url } from './index.ts';

describe('text of another person', () => {
  test.each([
    ['right-to-left override', 'exe.\u202egpj', 'exe.gpj'],
    ['zero width', 'Mar\u200bia', 'Maria'],
    ['terminal escape', '\u001b[31mred', '[31mred'],
    ['soft hyphen', 'bank\u00ading', 'banking'],
    ['decomposed', 'u\u0308', 'ü'],
    ['line ends', 'a\r\nb\rc', 'a\nb\nc'],
  ])('%s', (_name, text, clean) => {
    expect(safeText(text, 100)).toBe(clean);
  });

  test('one line stays one line', () => {
    expect(safeLine('  Maria\n\tNagy  ', 100)).toBe('Maria Nagy');
  });

  test('cleaning twice changes nothing, and bounds hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 50 }), (text, max) => {
        const once = safeText(text, max);
        return once.length <= max && safeText(once, max) === once;
      }),
    );
  });

  test('look-alikes are flagged, honest names are not', () => {
    expect(['Маria', 'Maria', 'Мария', 'Ünal Çelik', 'Νίκος'].map(looksLikeAnother)).toEqual([true, false, false, false, false]);
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
