import { fromBase64Url, toBase64Url } from '@alongside/base';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generateSigningKey, importSigningKey, signingKeyOf } from './signing-key.ts';
import { webCrypto } from './web-crypto.ts';

const crypto = webCrypto();
const hex = (text: string) => Uint8Array.from(text.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
const base64Url = (text: string) => toBase64Url(hex(text));

/** RFC 8032 section 7.1, tests 1 to 3. */
const RFC_8032 = [
  {
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    publicKey: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    publicKey: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    publicKey: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
];

/** RFC 8037 appendix A.4. */
const RFC_8037 = {
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  payload: 'Example of Ed25519 signing',
  jws: 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
};

describe('Ed25519', () => {
  test.each(RFC_8032)('RFC 8032 with message "$message"', async ({ seed, publicKey, message, signature }) => {
    const key = await importSigningKey(base64Url(seed));
    expect(key.publicKey).toBe(base64Url(publicKey));
    expect(await key.sign(hex(message))).toBe(base64Url(signature));
    expect(await crypto.verify(key.publicKey, base64Url(signature), hex(message))).toBe(true);
    expect(await crypto.verify(key.publicKey, base64Url(signature), hex(`${message}00`))).toBe(false);
  });

  test('a generated key comes back from its seed', async () => {
    const { key, exportPrivate } = await generateSigningKey();
    const again = await importSigningKey(exportPrivate());
    expect(again.publicKey).toBe(key.publicKey);
    expect(await again.signJws('x')).toBe(await key.signJws('x'));
  });

  test('a key that cannot be extracted signs', async () => {
    const pair = await globalThis.crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify']);
    const key = await signingKeyOf(pair);
    expect(await crypto.verifyJws(key.publicKey, await key.signJws('said'))).toBe('said');
  });

  test('keys of another kind are refused', async () => {
    const other = await globalThis.crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
    await expect(signingKeyOf(other)).rejects.toMatchObject({ code: 'request.invalid' });
    await expect(importSigningKey('short')).rejects.toMatchObject({ code: 'request.invalid' });
  });

  test('the malleable twin of a signature (S + L) is refused', async () => {
    const [vector] = RFC_8032;
    if (!vector) throw new Error('no vector');
    const raw = hex(vector.signature);
    const order = 2n ** 252n + 27742317777372353535851937790883648493n;
    let scalar = order;
    for (const [i, byte] of raw.slice(32).entries()) scalar += BigInt(byte) << BigInt(8 * i);
    for (let i = 0; i < 32; i += 1) raw[32 + i] = Number((scalar >> BigInt(8 * i)) & 255n);
    expect(await crypto.verify(base64Url(vector.publicKey), toBase64Url(raw), new Uint8Array())).toBe(false);
  });

  test.each([
    ['the neutral element', `01${'00'.repeat(31)}`],
    ['order 2', `ec${'ff'.repeat(30)}7f`],
    ['order 4', '00'.repeat(32)],
    ['order 8', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
    ['not canonical', `ee${'ff'.repeat(30)}7f`],
  ])('a public key of small order proves nothing: %s', async (_name, key) => {
    // R neutral, S zero: under such a key this fits any message where a platform does not look.
    const signature = base64Url(`01${'00'.repeat(63)}`);
    expect(await crypto.verify(base64Url(key), signature, new Uint8Array([1]))).toBe(false);
  });
});

describe('JWS', () => {
  test('RFC 8037 A.4', async () => {
    const key = await importSigningKey(RFC_8037.d);
    expect(key.publicKey).toBe(RFC_8037.x);
    expect(await key.signJws(RFC_8037.payload)).toBe(RFC_8037.jws);
    expect(await crypto.verifyJws(RFC_8037.x, RFC_8037.jws)).toBe(RFC_8037.payload);
  });

  const encode = (text: string) => toBase64Url(new TextEncoder().encode(text));
  test.each([
    '{"alg":"none"}',
    '{"alg":"Ed25519"}',
    '{"alg":"eddsa"}',
    '{"alg":"HS256"}',
    '{"alg":"EdDSA","b64":false,"crit":["b64"]}',
    '{ "alg":"EdDSA"}',
    '{"alg":"EdDSA","typ":"JWT"}',
  ])('another header is refused even where it is signed: %s', async (header) => {
    const { key } = await generateSigningKey();
    const input = `${encode(header)}.${encode('payload')}`;
    const jws = `${input}.${await key.sign(new TextEncoder().encode(input))}`;
    expect(await crypto.verifyJws(key.publicKey, jws)).toBeUndefined();
  });

  test('every one-character change is refused', async () => {
    const alphabet = 'ABCXYZabcxyz0189-_.=+ ';
    for (let at = 0; at < RFC_8037.jws.length; at += 1) {
      for (const char of alphabet) {
        if (RFC_8037.jws[at] === char) continue;
        const changed = RFC_8037.jws.slice(0, at) + char + RFC_8037.jws.slice(at + 1);
        expect(await crypto.verifyJws(RFC_8037.x, changed), changed).toBeUndefined();
      }
    }
  });

  test('an oversize payload and a payload that is not UTF-8 are refused', async () => {
    const { key } = await generateSigningKey();
    expect(await crypto.verifyJws(key.publicKey, await key.signJws('x'.repeat(20_000)))).toBeUndefined();
    const input = `${encode('{"alg":"EdDSA"}')}.${toBase64Url(Uint8Array.of(0xff, 0xfe))}`;
    const jws = `${input}.${await key.sign(new TextEncoder().encode(input))}`;
    expect(await crypto.verifyJws(key.publicKey, jws)).toBeUndefined();
  });

  test('never throws, whatever it is given', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), fc.uint8Array(), async (key, text, bytes) => {
        expect(await crypto.verify(key, text, bytes)).toBe(false);
        expect(await crypto.verify(RFC_8037.x, text, bytes)).toBe(false);
        expect(await crypto.verifyJws(key, text)).toBeUndefined();
        expect(await crypto.verifyJws(RFC_8037.x, text)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });
});

describe('SHA-256', () => {
  test('of text, bytes and parts (FIPS 180-4 "abc")', () => {
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(crypto.sha256('abc')).toBe(abc);
    expect(crypto.sha256(Uint8Array.of(97, 98, 99))).toBe(abc);
    const hash = crypto.createHash();
    hash.update('a');
    expect(hash.digest()).toBe(crypto.sha256('a'));
    hash.update('bc');
    expect(hash.digest()).toBe(abc);
    expect(fromBase64Url(toBase64Url(hex(abc)))).toEqual(hex(abc));
  });
});
