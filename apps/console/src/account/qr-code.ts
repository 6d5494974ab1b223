import { AppError } from '@alongside/base';

/** Error correction level L of ISO/IEC 18004: codewords for correction in each block, and blocks, for versions 1 to 20. */
const CORRECTION = [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28];
const BLOCKS = [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8];
/** Format bits of level L with mask 0, with their correction and mask (ISO/IEC 18004 annex C). */
const FORMAT = 0b111011111000100;

type Grid = boolean[][];

/** The dark modules of a QR code for a text (bytes, level L), row by row. Throws `request.invalid` for one that is too long. */
export function qrCode(text: string): readonly (readonly boolean[])[] {
  const bytes = new TextEncoder().encode(text);
  for (let version = 1; version <= CORRECTION.length; version += 1) {
    const lengthBits = version < 10 ? 8 : 16;
    const room = dataCodewords(version);
    if (4 + lengthBits + bytes.length * 8 <= room * 8) return drawn(version, codewords(version, bytes, lengthBits));
  }
  throw new AppError('request.invalid', 'this text is too long for a QR code');
}

/** Modules that are free for data and correction (ISO/IEC 18004, table 1). */
function rawBits(version: number): number {
  const alignments = version < 2 ? 0 : Math.floor(version / 7) + 2;
  const forPatterns = version < 2 ? 0 : (25 * alignments - 10) * alignments - 55;
  return (16 * version + 128) * version + 64 - forPatterns - (version < 7 ? 0 : 36);
}

const correctionOf = (version: number) => ({ each: CORRECTION[version - 1] ?? 0, blocks: BLOCKS[version - 1] ?? 1 });

function dataCodewords(version: number): number {
  const { each, blocks } = correctionOf(version);
  return Math.floor(rawBits(version) / 8) - each * blocks;
}

/** Data in byte mode, padded, cut into blocks, corrected, and interleaved. */
function codewords(version: number, bytes: Uint8Array, lengthBits: number): number[] {
  const room = dataCodewords(version);
  let bits = `0100${bytes.length.toString(2).padStart(lengthBits, '0')}`;
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  bits += '0'.repeat(Math.min(4, room * 8 - bits.length));
  bits = bits.padEnd(Math.ceil(bits.length / 8) * 8, '0');
  const data = (bits.match(/.{8}/gu) ?? []).map((byte) => Number.parseInt(byte, 2));
  for (let pad = 0xec; data.length < room; pad ^= 0xec ^ 0x11) data.push(pad);

  const { each, blocks } = correctionOf(version);
  const short = Math.floor(room / blocks);
  const longer = room % blocks;
  const divisor = generator(each);
  const parts = Array.from({ length: blocks }, (_, block) => {
    const from = block * short + Math.max(0, block - (blocks - longer));
    return data.slice(from, from + short + (block >= blocks - longer ? 1 : 0));
  });
  const corrections = parts.map((part) => remainder(part, divisor));
  return [...interleaved(parts), ...interleaved(corrections)];
}

function interleaved(parts: readonly number[][]): number[] {
  const longest = Math.max(...parts.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => parts.flatMap((part) => part[at] ?? [])).flat();
}

/** In the field of 256 elements with the polynomial 0x11d. */
function times(x: number, y: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((y >>> bit) & 1) * x;
  }
  return product;
}

function generator(degree: number): number[] {
  const result = [...Array.from({ length: degree - 1 }, () => 0), 1];
  let root = 1;
  for (let i = 0; i < degree; i += 1) {
    for (let j = 0; j < degree; j += 1) result[j] = times(result[j] ?? 0, root) ^ (result[j + 1] ?? 0);
    root = times(root, 2);
  }
  return result;
}

function remainder(data: readonly number[], divisor: readonly number[]): number[] {
  const result = divisor.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ (result.shift() ?? 0);
    result.push(0);
    for (const [at, coefficient] of divisor.entries()) result[at] = (result[at] ?? 0) ^ times(coefficient, factor);
  }
  return result;
}

function drawn(version: number, words: readonly number[]): Grid {
  const size = version * 4 + 17;
  const dark: Grid = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const fixed: Grid = dark.map((row) => row.map(() => false));
  const set = (x: number, y: number, is: boolean) => {
    const [row, kept] = [dark[y], fixed[y]];
    if (!row || !kept || x < 0 || x >= size) return;
    row[x] = is;
    kept[x] = true;
  };
  for (let at = 0; at < size; at += 1) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const) {
    for (let dy = -4; dy <= 4; dy += 1) {
      for (let dx = -4; dx <= 4; dx += 1) {
        const ring = Math.max(Math.abs(dx), Math.abs(dy));
        if (y + dy >= 0) set(x + dx, y + dy, ring !== 2 && ring !== 4);
      }
    }
  }
  const places = alignmentPlaces(version, size);
  const last = places.length - 1;
  for (const [i, x] of places.entries()) {
    for (const [j, y] of places.entries()) {
      if ((i === 0 && j === 0) || (i === 0 && j === last) || (i === last && j === 0)) continue;
      for (let dy = -2; dy <= 2; dy += 1) {
        for (let dx = -2; dx <= 2; dx += 1) set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
      }
    }
  }
  setFormat(size, set);
  if (version >= 7) setVersion(version, size, set);
  fill(dark, fixed, words);
  return dark;
}

function alignmentPlaces(version: number, size: number): number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => size - 7 - at * step).reverse()];
}

type Set = (x: number, y: number, is: boolean) => void;
const bit = (of: number, at: number) => ((of >>> at) & 1) === 1;

function setFormat(size: number, set: Set): void {
  for (let at = 0; at <= 5; at += 1) set(8, at, bit(FORMAT, at));
  set(8, 7, bit(FORMAT, 6));
  set(8, 8, bit(FORMAT, 7));
  set(7, 8, bit(FORMAT, 8));
  for (let at = 9; at < 15; at += 1) set(14 - at, 8, bit(FORMAT, at));
  for (let at = 0; at < 8; at += 1) set(size - 1 - at, 8, bit(FORMAT, at));
  for (let at = 8; at < 15; at += 1) set(8, size - 15 + at, bit(FORMAT, at));
  set(8, size - 8, true);
}

function setVersion(version: number, size: number, set: Set): void {
  let rest = version;
  for (let at = 0; at < 12; at += 1) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
  const bits = (version << 12) | rest;
  for (let at = 0; at < 18; at += 1) {
    const [a, b] = [size - 11 + (at % 3), Math.floor(at / 3)];
    set(a, b, bit(bits, at));
    set(b, a, bit(bits, at));
  }
}

/** In columns of two from the right, up and down by turns, under mask 0: each second module is turned. */
function fill(dark: Grid, fixed: Grid, words: readonly number[]): void {
  const size = dark.length;
  let next = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const upwards = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const y = upwards ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        const row = dark[y];
        if (!row || fixed[y]?.[x] !== false) continue;
        const is = bit(words[next >>> 3] ?? 0, 7 - (next & 7)) && next < words.length * 8;
        row[x] = is !== ((x + y) % 2 === 0);
        next += 1;
      }
    }
  }
}
