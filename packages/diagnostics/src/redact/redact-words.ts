import type { Identities } from './identities.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { redactorsFor, redactText } from './redact-text.ts';
import { REMOVED_TEXT } from './remove-from-report.ts';

/** As people write a number to call: with a plus or a zero in front, seven digits or more, apart as one likes. */
const PHONE = /(?<![\p{L}\p{N}.,:/-])(?:\+|\(?0)(?:[ ()/-]{0,2}\d){6,14}(?![\p{L}\p{N}]|[.:-]\d)/gu;

/**
 * For what people write of a computer and its user: names, addresses and numbers go, and the same thing has the same name in
 * all texts that one of these was given.
 */
export function wordsRedactor(identities: Identities): (text: string) => string {
  const redactors = redactorsFor(identities);
  const pseudonyms = new Pseudonyms('');
  return (text) => {
    const clean = text.replace(PHONE, REMOVED_TEXT);
    return redactText(clean, { redactors, pseudonyms, noted: new Set() }).text;
  };
}
