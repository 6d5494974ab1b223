import { webCrypto } from '@alongside/crypto';
import { describe, expect, test } from 'vitest';
import { qrCode } from './qr-code.ts';

const uri = (letters: number) =>
  `otpauth://totp/Alongside:${'a'.repeat(letters)}%40test.example?secret=OZQVAQ2MLBWWSQ2XIRNFOQT2IFWFS2DVGN2XCQ3BKEWVQURVPBLQ&issuer=Alongside&digits=6&period=30`;
const drawn = (text: string) => qrCode(text).map((row) => row.map((dark) => (dark ? '1' : '0')).join(''));

describe('a QR code', () => {
  // Each of these was read back by a decoder that shares nothing with this one (jsQR 1.4); the hashes are of those pictures.
  test.each([
    [0, 21, '55801751119e939b8896ca5c2afe9a7bd15993179546bb72cba6687db3a83193'],
    [3, 45, 'e58b8cfa7cf7ff7aca6ac3191b2260a6db8e5f4bb5f0d2005ae1d3155d1062fc'],
    [30, 49, 'fdee3e61672a742be28ab07e5796f8b92024384c72c3f96477f1c1c40bb0e548'],
    [80, 53, '732cebba3f8767e246d2c60d39c758d1d9722251ac079342fb103765156d27bc'],
    [150, 61, 'dee2c73b3de8e8d0711ce104df5cf66e05dc8e5e76f4c03f107458db4465b57d'],
    [250, 69, '45f92cf671f807f91e80dbdbda1aa61685cf458a140ec6f909eeb083530653cb'],
    [400, 81, '96bc72d27a9ff0d06322c5b237c5fce80a76010b56161a9b5ecf7e79a039ad6f'],
  ])('of %s letters is as it was read by another program: %s modules', (letters, size, hash) => {
    const rows = drawn(letters === 0 ? 'x' : uri(letters));
    expect(rows).toHaveLength(size);
    expect(webCrypto().sha256(rows.join('\n'))).toBe(hash);
  });

  test('has its three corners and both lines of timing', () => {
    const rows = drawn(uri(3));
    const corner = ['1111111', '1000001', '1011101', '1011101', '1011101', '1000001', '1111111'];
    expect(rows.slice(0, 7).map((row) => row.slice(0, 7))).toEqual(corner);
    expect(rows.slice(0, 7).map((row) => row.slice(-7))).toEqual(corner);
    expect(rows.slice(-7).map((row) => row.slice(0, 7))).toEqual(corner);
    expect(rows[6]?.slice(6, -6)).toMatch(/^(?:10)+1$/u);
  });

  test('of a text that is too long is refused', () => {
    expect(() => qrCode('x'.repeat(900))).toThrow('too long');
  });
});
