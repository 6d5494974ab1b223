/** Marks an element whose text belongs to what the user consents to. */
export const WORDS = { 'data-words': '' } as const;

/** The parts of a dialog that carry its words, in the order in which they are drawn. */
export function wordParts(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('[data-words]')];
}

/** A dialog's words exactly as drawn: one line a part. */
export function drawnWords(root: HTMLElement): string {
  return wordParts(root)
    .map((part) => part.textContent.replace(/\s+/gu, ' ').trim())
    .join('\n');
}

/** SHA-256 of the words' UTF-8, lower-case hex: what `consent/answer` carries and the grant signs. */
export async function hashWords(words: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(words));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
