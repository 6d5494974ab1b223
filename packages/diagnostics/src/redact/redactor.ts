import type { PseudonymName, RedactedKind } from './pseudonyms.ts';

/** What of a text is to go: `value` decides which pseudonym it gets. Null: the match is harmless. */
export interface Hit {
  readonly kind: RedactedKind;
  readonly name: PseudonymName;
  readonly value: string;
  /** What stays before and after the replacement. */
  readonly before?: string;
  readonly after?: string;
}

/** One kind of thing that must not leave the machine. Earlier ones see the text whole, later ones what is left of it. */
export interface Redactor {
  /** Global and unicode. */
  readonly pattern: RegExp;
  hit(match: RegExpMatchArray): Hit | null;
}

export const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
