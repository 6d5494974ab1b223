import { linkTrouble } from '@alongside/protocol';
import { describe, expect, it } from 'vitest';
import { createFormats } from './formats.ts';
import { createTexts, UI_TEXTS } from './texts/create-texts.ts';
import { troubleWords } from './trouble-words.ts';

const none = { total: 0, host: 0, named: 0, reflexive: 0, relayed: 0, v4: 0, v6: 0 };
const tried = { own: { ...none, total: 3, host: 2, relayed: 1, v4: 2, v6: 1 }, other: none, relays: 2, durationMs: 8_000 };
const texts = createTexts({ en: {} });
const speaker = { name: 'Tess', t: texts.getFixedT('en', UI_TEXTS), list: createFormats('en').list };
/** Every value that a code can have beside what was tried. */
const gaps: Readonly<Record<string, readonly object[]>> = {
  'net.no-candidates': [{ side: 'own' }, { side: 'other' }],
  'net.names-only': [{ side: 'own' }, { side: 'other' }],
  'net.no-common-family': [{ own: 'v4' }, { own: 'v6' }],
  'net.relay-refused': [{ relay: 'turn:t.example', status: 401 }],
  'net.relay-unreachable': [
    { side: 'own', relay: 'turn:t.example' },
    { side: 'own', relay: null },
    { side: 'other', relay: null },
  ],
};
const codes = linkTrouble.options.map(({ shape }) => shape.code.value);

describe('the words of a trouble', () => {
  it.each(codes.flatMap((code) => (gaps[code] ?? [{}]).map((gap) => ({ code, ...gap, tried }))))('are there for %j', (value) => {
    const { happened, todo } = troubleWords(linkTrouble.parse(value), speaker);
    for (const words of [happened, todo]) {
      expect(words).toMatch(/^\S.*\S$/u);
      expect(words).not.toMatch(/\{\{|trouble\.|undefined|null/u);
    }
  });

  it('say what was tried', () => {
    const { happened, detail } = troubleWords(
      { code: 'net.relay-refused', relay: 'turn:t.example', status: 401, tried },
      speaker,
    );
    expect(happened).toBe('The relay turn:t.example did not accept our pass (401).');
    expect(detail).toBe(
      'Tried for 8 s. This side: 2 addresses and 1 on a relay (IPv4 and IPv6). The other: no address. 2 relay addresses were tried.',
    );
  });
});
