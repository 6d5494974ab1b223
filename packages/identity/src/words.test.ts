import { promptCrypto, promptSigningKey } from '@alongside/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAdminRequest, requestAdminCertificate } from './request.ts';
import { backupWords, seedOfWords, wordsOf } from './words.ts';

const bytes = (hex: string) => Uint8Array.from(hex.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));

/** Vectors of BIP-39's reference (github.com/trezor/python-mnemonic, vectors.json). */
test.each([
  ['00'.repeat(32), `${'abandon '.repeat(23)}art`],
  [
    '7f'.repeat(32),
    'legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth title',
  ],
  ['ff'.repeat(32), `${'zoo '.repeat(23)}vote`],
])('backup words of %s', (hex, words) => {
  expect(backupWords(bytes(hex)).join(' ')).toBe(words);
  expect(seedOfWords(words)).toEqual({ seed: bytes(hex) });
});

test('any 32 bytes come back from their words, however they were typed', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
      const words = backupWords(seed);
      expect(seedOfWords(` ${words.map((word, at) => `${at + 1}. ${word.toUpperCase()}`).join('\n')} `)).toEqual({ seed });
    }),
  );
});

test('what is wrong with backup words is named', () => {
  const words = backupWords(bytes('00'.repeat(32)));
  expect(seedOfWords(words.slice(1).join(' '))).toEqual({ problem: 'count' });
  expect(seedOfWords(words.with(3, 'ability').join(' '))).toEqual({ problem: 'checksum' });
  expect(seedOfWords(words.with(3, 'abandom').join(' '))).toEqual({ unknown: 'abandom' });
});

test('words of bits are the first bits, 11 a word', () => {
  expect(wordsOf(bytes('000000000000'), 4)).toEqual(['abandon', 'abandon', 'abandon', 'abandon']);
  expect(wordsOf(bytes('ffffffffffff'), 4)).toEqual(['zoo', 'zoo', 'zoo', 'zoo']);
  expect(wordsOf(bytes('00200c020000'), 4)).toEqual(['ability', 'about', 'above', 'abandon']);
  expect(() => wordsOf(bytes('ffffffffff'), 4)).toThrow('4 words need 44 bits');
});

test('an admin asks for a certificate with a signature of the own key', async () => {
  const crypto = promptCrypto();
  const key = promptSigningKey('admin');
  const request = await requestAdminCertificate(key, { name: 'Ada', at: 1 });
  expect(await readAdminRequest(request, crypto)).toEqual({
    type: 'alongside-admin-request/1',
    key: key.publicKey,
    name: 'Ada',
    at: 1,
  });
  const [header, payload, signature] = (await requestAdminCertificate(promptSigningKey('x'), { name: 'Ada', at: 1 })).split('.');
  expect(await readAdminRequest(`${header}.${request.split('.')[1]}.${signature}`, crypto)).toBeUndefined();
  expect(await readAdminRequest(`${header}.${payload}.${signature}`, crypto)).toMatchObject({ name: 'Ada' });
});
