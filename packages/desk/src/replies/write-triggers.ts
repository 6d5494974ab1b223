/** What a sign that was just typed asks for: `/` at the start of a line a reply, `@` a person. */
export interface WriteTrigger {
  readonly kind: 'reply' | 'person';
  /** Where the sign stands. */
  readonly from: number;
  readonly query: string;
}

const REPLY = /(?:^|\n)\/([^\n/]{0,40})$/u;
const PERSON = /(?:^|[\s(])@([^\n@]{0,40})$/u;

export function writeTrigger(text: string, caret: number): WriteTrigger | undefined {
  const before = text.slice(0, caret);
  const reply = REPLY.exec(before)?.[1];
  if (reply !== undefined) return { kind: 'reply', from: caret - reply.length - 1, query: reply };
  const person = PERSON.exec(before)?.[1];
  return person === undefined ? undefined : { kind: 'person', from: caret - person.length - 1, query: person };
}

/** Those of these people whom a text names with an `@`; of two names that begin alike the longer one counts. */
export function mentioned<P extends { readonly name: string }>(text: string, people: readonly P[]): P[] {
  const byLength = people.filter(({ name }) => name !== '').toSorted((a, b) => b.name.length - a.name.length);
  const found = new Set<P>();
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    if (at > 0 && !/[\s(]/u.test(text[at - 1] ?? '')) continue;
    const rest = text.slice(at + 1);
    const person = byLength.find(({ name }) => rest.startsWith(name) && !/^[\p{L}\p{N}_]/u.test(rest.slice(name.length)));
    if (person) found.add(person);
  }
  return people.filter((person) => found.has(person));
}
