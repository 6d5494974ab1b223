import type { RandomSource } from '@alongside/base';

/** Random bytes that are the same in every run (mulberry32). Never for anything but tests. */
export function seededRandom(seed: number): RandomSource {
  let state = seed >>> 0;
  const byte = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 255;
  };
  return { bytes: (count) => Uint8Array.from({ length: count }, byte) };
}
