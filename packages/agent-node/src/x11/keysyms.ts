export const KEYSYM = {
  none: 0,
  tab: 0xff09,
  enter: 0xff0d,
  numLock: 0xff7f,
  scrollLock: 0xff14,
  f12: 0xffc9,
  capsLock: 0xffe5,
  altLeft: 0xffe9,
  switchVt12: 0x1008_fe0c,
} as const;

/** Keysyms above Latin-1 are the code point with this bit (X protocol, appendix A). */
const UNICODE_BIT = 0x0100_0000;

/** The keysym that types one code point, or undefined where no key can. */
function keysymOf(codePoint: number): number | undefined {
  if (codePoint === 0x0a) return KEYSYM.enter;
  if (codePoint === 0x09) return KEYSYM.tab;
  if ((codePoint >= 0x20 && codePoint <= 0x7e) || (codePoint >= 0xa0 && codePoint <= 0xff)) return codePoint;
  if (codePoint < 0xa0 || (codePoint >= 0xd800 && codePoint <= 0xdfff)) return undefined;
  return UNICODE_BIT | codePoint;
}

/** The keysyms of a text in order, line ends as Enter; undefined where any character cannot be typed. */
export function keysymsOf(text: string): readonly number[] | undefined {
  const keysyms: number[] = [];
  for (const character of text.replace(/\r\n?/gu, '\n')) {
    const keysym = keysymOf(character.codePointAt(0) ?? 0);
    if (keysym === undefined) return undefined;
    keysyms.push(keysym);
  }
  return keysyms;
}
