import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { tinyPng } from '../../../../test/fixtures/tiny-files.ts';
import { pictureSize } from './picture-size.ts';

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((letter) => letter.charCodeAt(0)) : part)));
const png = (...chunks: (string | number[])[]) =>
  bytes([0x89], 'PNG\r\n', [0x1a, 0x0a], [0, 0, 0, 13], 'IHDR', [0, 0, 1, 44, 0, 0, 0, 80, 8, 6, 0, 0, 0, 1, 2, 3, 4], ...chunks);
const webp = (kind: string, ...rest: number[]) =>
  bytes('RIFF', [0, 0, 0, 0], 'WEBP', kind, [10, 0, 0, 0], [...rest, ...new Array<number>(20).fill(0)]);

describe('pictureSize', () => {
  test.each([
    ['image/png', png([0, 0, 0, 0], 'IDAT'), { width: 300, height: 80 }],
    [
      'image/jpeg',
      bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xc2, 0, 17, 8, 0, 80, 1, 44, 3]),
      { width: 300, height: 80 },
    ],
    ['image/webp', webp('VP8 ', 0, 0, 0, 0x9d, 0x01, 0x2a, 44, 1, 80, 0), { width: 300, height: 80 }],
    ['image/webp', webp('VP8L', 0x2f, 0x2b, 0xc1, 0x13, 0), { width: 300, height: 80 }],
    ['image/webp', webp('VP8X', 0x10, 0, 0, 0, 43, 1, 0, 79, 0, 0), { width: 300, height: 80 }],
  ] as const)('%s says it in its header', (mediaType, picture, size) => {
    expect(pictureSize(picture, mediaType)).toEqual(size);
  });

  test.each([
    ['image/png', png([0, 0, 0, 8], 'acTL', new Array<number>(12).fill(0))],
    ['image/webp', webp('VP8X', 0x12, 0, 0, 0, 43, 1, 0, 79, 0, 0)],
    ['image/gif', bytes('GIF89a')],
    ['image/png', bytes('no picture at all, whatever it is called')],
  ])('%s that moves, or is none, has none', (mediaType, picture) => {
    expect(pictureSize(picture, mediaType)).toBeUndefined();
  });

  it('reads no byte that is not there, whatever they are', () => {
    expect(pictureSize(tinyPng(300, 80), 'image/png')).toEqual({ width: 300, height: 80 });
    expect(pictureSize(tinyPng(0, 80), 'image/png')).toBeUndefined();
    const kind = fc.constantFrom('image/png', 'image/jpeg', 'image/webp');
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.nat(40).map((length) => png().slice(0, length)),
    );
    fc.assert(fc.property(kind, any, (mediaType, picture) => void pictureSize(picture, mediaType)));
  });
});
