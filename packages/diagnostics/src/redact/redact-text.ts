import { addressRedactors } from './address-redactors.ts';
import { identifierRedactors } from './identifier-redactors.ts';
import type { Identities } from './identities.ts';
import { nameRedactors } from './name-redactors.ts';
import { BELOW_HOME, pathRedactors } from './path-redactors.ts';
import type { Pseudonyms, RedactedKind, Segment } from './pseudonyms.ts';
import type { Redactor } from './redactor.ts';
import { credentialRedactors, randomRedactors } from './secret-redactors.ts';

export interface RedactedText {
  readonly text: string;
  readonly kinds: ReadonlySet<RedactedKind>;
}

/** All redactors in their order: what is most telling first, so that a milder one does not cut it apart. */
export function redactorsFor(identities: Identities): readonly Redactor[] {
  return [
    ...credentialRedactors,
    ...identifierRedactors,
    ...addressRedactors,
    ...pathRedactors(identities),
    ...nameRedactors(identities),
    ...randomRedactors,
  ];
}

/**
 * `text` without what identifies anybody. A replacement may leave a name standing free that was part of a longer word
 * before, so it is looked at again until nothing is found: each round turns text into pseudonyms, which stay.
 */
export function redactText(
  text: string,
  by: { readonly redactors: readonly Redactor[]; readonly pseudonyms: Pseudonyms; readonly noted: ReadonlySet<RedactedKind> },
): RedactedText {
  const kinds = new Set<RedactedKind>();
  let segments = by.pseudonyms.cut(text, by.noted);
  for (let before: string | undefined; before !== joined(segments); ) {
    before = joined(segments);
    for (const redactor of by.redactors) {
      segments = segments.flatMap((segment) =>
        segment.name === null ? replaced(segment.text, redactor, by.pseudonyms, kinds) : [segment],
      );
    }
    segments = withoutPathsBelowHomes(segments, by.pseudonyms, kinds);
  }
  return { text: joined(segments), kinds };
}

const joined = (segments: readonly Segment[]) => segments.map((segment) => segment.text).join('');

function replaced(text: string, { pattern, hit }: Redactor, pseudonyms: Pseudonyms, kinds: Set<RedactedKind>): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const found = hit(match);
    if (found === null || found.value.length === 0) continue;
    const { kind, name, value, before = '', after = '' } = found;
    kinds.add(kind);
    segments.push({ text: text.slice(from, match.index) + before, name: null }, { text: pseudonyms.of(name, value), name });
    if (after) segments.push({ text: after, name: null });
    from = match.index + match[0].length;
  }
  segments.push({ text: text.slice(from), name: null });
  return segments.filter((segment) => segment.text.length > 0);
}

function withoutPathsBelowHomes(segments: readonly Segment[], pseudonyms: Pseudonyms, kinds: Set<RedactedKind>): Segment[] {
  return segments.flatMap((segment, at) => {
    const path = segments[at - 1]?.name === 'home' && segment.name === null ? BELOW_HOME.exec(segment.text) : null;
    if (path === null) return [segment];
    const { before = '', value = '' } = path.groups ?? {};
    kinds.add('file_name');
    const rest = { text: segment.text.slice(path[0].length), name: null };
    const made = [
      { text: before, name: null },
      { text: pseudonyms.of('file', value), name: 'file' as const },
    ];
    return rest.text.length > 0 ? [...made, rest] : made;
  });
}
