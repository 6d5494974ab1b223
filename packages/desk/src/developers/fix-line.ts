import type { Language } from '@alongside/protocol';

/** In the article's language, whatever its reader's desk speaks. */
const LINES: Readonly<Record<Language, (version: string) => string>> = {
  en: (version) => `Fixed in version ${version}.`,
  de: (version) => `Behoben in Version ${version}.`,
};

/** Whether an article names the version already, as a word of its own: 7.1 is not in 7.13. */
export function saysVersion(body: string, version: string): boolean {
  const escaped = version.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);
  return new RegExp(String.raw`(?<![\p{L}\p{N}.])${escaped}(?![\p{L}\p{N}]|\.\p{N})`, 'u').test(body);
}

/** The article with what its reader wants to know first. Somebody looks at it before anybody reads it. */
export function withFixLine(body: string, version: string, language: Language): string {
  if (saysVersion(body, version)) return body;
  return `**${LINES[language](version)}**\n\n${body.trimStart()}`;
}
