/** Control characters but tab and line feed; format characters (bidirectional, zero-width, soft hyphen); line separators. */
const UNSAFE = /[^\P{Cc}\t\n]|[\p{Cf}\u2028\u2029]/gu;

/**
 * Makes text of another person fit to be shown: NFC, line ends as `\n`, without control, bidirectional and invisible
 * characters, at most `maxLength` UTF-16 units (never cut inside a pair).
 */
export function safeText(text: string, maxLength: number): string {
  const clean = text.normalize('NFC').replace(/\r\n?/gu, '\n').replace(UNSAFE, '');
  if (clean.length <= maxLength) return clean;
  const cut = clean.slice(0, maxLength);
  return /[\ud800-\udbff]$/u.test(cut) ? cut.slice(0, -1) : cut;
}

/** As `safeText`, on one line and trimmed: for names and titles. */
export function safeLine(text: string, maxLength: number): string {
  return safeText(text.replace(/[\t\n\r]+/gu, ' '), maxLength)
    .replace(/ {2,}/gu, ' ')
    .trim();
}

/** True where a name mixes Latin with look-alike scripts (Cyrillic, Greek, …), as UTS 39 calls mixed-script. */
export function looksLikeAnother(name: string): boolean {
  const latin = /\p{Script=Latin}/u.test(name);
  const alike = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u.test(name);
  return latin && alike;
}
