export interface TextPiece {
  readonly text: string;
  readonly found: boolean;
}

/** The text in pieces, those that are `wanted` (upper or lower case alike) marked; nothing is left out or changed. */
export function findInText(text: string, wanted: string): readonly TextPiece[] {
  if (wanted === '') return [{ text, found: false }];
  const escaped = wanted.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
  const pieces: TextPiece[] = [];
  let from = 0;
  for (const { index, 0: match } of text.matchAll(new RegExp(escaped, 'giu'))) {
    if (index > from) pieces.push({ text: text.slice(from, index), found: false });
    pieces.push({ text: match, found: true });
    from = index + match.length;
  }
  if (from < text.length || pieces.length === 0) pieces.push({ text: text.slice(from), found: false });
  return pieces;
}
