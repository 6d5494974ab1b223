import { describe, expect, it } from 'vitest';
import { DARKS, GREYS, type Meaning, PALETTES } from './colours.ts';

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe('colours', () => {
  for (const meaning of Object.keys(PALETTES) as Meaning[]) {
    it(`${meaning} stands out by at least 4.5 in both schemes`, () => {
      const shades = PALETTES[meaning];
      const text = meaning === 'offline' ? shades[6] : shades[7];
      expect(contrast(text, '#ffffff')).toBeGreaterThanOrEqual(4.5);
      expect(contrast(text, GREYS[0])).toBeGreaterThanOrEqual(4.5);
      expect(contrast(text, shades[0])).toBeGreaterThanOrEqual(4.5);
      expect(contrast('#ffffff', shades[7])).toBeGreaterThanOrEqual(4.5);
      expect(contrast(shades[4], DARKS[7])).toBeGreaterThanOrEqual(4.5);
      expect(contrast(shades[4], DARKS[6])).toBeGreaterThanOrEqual(4.5);
    });
  }

  it('draws quiet text, placeholders and the edges of fields strongly enough', () => {
    expect(contrast(GREYS[6], GREYS[0])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(DARKS[2], DARKS[6])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(GREYS[5], '#ffffff')).toBeGreaterThanOrEqual(4.5);
    expect(contrast(DARKS[3], DARKS[6])).toBeGreaterThanOrEqual(4.5);
    expect(contrast(GREYS[4], '#ffffff')).toBeGreaterThanOrEqual(3);
    expect(contrast(DARKS[4], DARKS[7])).toBeGreaterThanOrEqual(3);
  });
});
