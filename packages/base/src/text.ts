/**
 * Control characters but tab and line feed; format characters (bidirectional, zero-width, soft hyphen); line separators;
 * and letters and marks that are drawn as nothing (Unicode's Default_Ignorable_Code_Point: Hangul fillers, variation
 * selectors, the combining grapheme joiner).
 */
const UNSAFE = /[^\P{Cc}\t\n]|[\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;
/** More marks on one letter than any language writes: they would be drawn over the lines above and below. */
const HEAPED_MARKS = /(\p{M}{4})\p{M}+/gu;
/** Spaces of all widths, and the braille pattern without a dot, which is one to the eye. */
const BLANKS = /[\t\n\r\p{Zs}\u2800]+/gu;

/**
 * Makes text of another person fit to be shown: NFC, line ends as `\n`, without control, bidirectional and invisible
 * characters, at most `maxLength` UTF-16 units (never cut inside a pair).
 */
export function safeText(text: string, maxLength: number): string {
  // Composed last: what was taken out may have stood between a letter and its mark.
  const visible = text.replace(/\r\n?/gu, '\n').replace(UNSAFE, '').normalize('NFC');
  const clean = visible.replace(HEAPED_MARKS, '$1').normalize('NFC');
  if (clean.length <= maxLength) return clean;
  const cut = clean.slice(0, maxLength);
  return /[\ud800-\udbff]$/u.test(cut) ? cut.slice(0, -1) : cut;
}

/** As `safeText`, on one line and trimmed: for names and titles. */
export function safeLine(text: string, maxLength: number): string {
  return safeText(text.replace(BLANKS, ' '), maxLength).replace(BLANKS, ' ').trim();
}

/** Letters and digits that are written from right to left: Hebrew, Arabic, and the scripts of their blocks. */
const FROM_THE_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Another person's text for a gap within a sentence: one that is written from right to left stays in its place, and moves no
 * word or number beside it. All else is as it was.
 */
export function isolated(text: string): string {
  return FROM_THE_RIGHT.test(text) ? `\u2068${text}\u2069` : text;
}

/**
 * True where a name mixes Latin with look-alike scripts (Cyrillic, Greek, …), as UTS 39 calls mixed-script, or is written
 * in letters that stand for others (full width, mathematical, circled).
 */
export function looksLikeAnother(name: string): boolean {
  const latin = /\p{Script=Latin}/u.test(name);
  const alike = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u.test(name);
  return (latin && alike) || name.normalize('NFKC') !== name;
}

/** Letters of other scripts that are drawn as Latin ones (UTS 39, confusables.txt; those of names, lower case). */
const ALIKE: Readonly<Record<string, string>> = {
  а: 'a',
  ɑ: 'a',
  α: 'a',
  в: 'b',
  ь: 'b',
  ϲ: 'c',
  с: 'c',
  ԁ: 'd',
  е: 'e',
  є: 'e',
  ε: 'e',
  ɡ: 'g',
  һ: 'h',
  н: 'h',
  η: 'n',
  і: 'i',
  ι: 'i',
  ı: 'i',
  ј: 'j',
  к: 'k',
  κ: 'k',
  ӏ: 'l',
  ⅼ: 'l',
  м: 'm',
  ո: 'n',
  о: 'o',
  ο: 'o',
  σ: 'o',
  օ: 'o',
  '0': 'o',
  р: 'p',
  ρ: 'p',
  զ: 'q',
  г: 'r',
  ѕ: 's',
  т: 't',
  τ: 't',
  υ: 'u',
  ս: 'u',
  ν: 'v',
  ѵ: 'v',
  ѡ: 'w',
  ԝ: 'w',
  ω: 'w',
  х: 'x',
  χ: 'x',
  у: 'y',
  γ: 'y',
  ү: 'y',
  ᴢ: 'z',
  '1': 'l',
  '|': 'l',
};

/** What a name is to a quick eye: two names with the same look are taken for one person's. */
export function lookOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[\p{M}\p{Z}\p{P}]/gu, '')
    .toLowerCase();
  return [...plain].map((letter) => ALIKE[letter] ?? letter).join('');
}

/** Text for HTML, inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (char) => `&#${char.charCodeAt(0)};`);
}
