import { type WriteTrigger, writeTrigger } from '@alongside/desk';
import type { CannedReply, NamedPerson } from '@alongside/protocol';

/** What can be put in where the caret stands. */
export type WriteChoice =
  | { readonly kind: 'reply'; readonly id: string; readonly title: string; readonly reply: CannedReply }
  | { readonly kind: 'person'; readonly id: string; readonly title: string; readonly person: NamedPerson };

export interface ChoicesAt {
  readonly trigger: WriteTrigger;
  readonly choices: readonly WriteChoice[];
}

/** A list that one sees at once. */
const MAX_CHOICES = 8;

interface From {
  readonly replies: readonly CannedReply[];
  /** Empty where nobody is named, as in words to a user. */
  readonly people: readonly NamedPerson[];
  readonly groupId: string | null;
  readonly language: string;
}

/** Replies for all and of the ticket's group, in the user's language first; people by any of their names. */
export function choicesAt(text: string, caret: number, { replies, people, groupId, language }: From): ChoicesAt | undefined {
  const trigger = writeTrigger(text, caret);
  if (trigger === undefined) return undefined;
  const query = trigger.query.toLowerCase();
  const fits = (title: string) =>
    title
      .toLowerCase()
      .split(/\s+/u)
      .some((word) => word.startsWith(query)) || title.toLowerCase().startsWith(query);
  const choices: WriteChoice[] =
    trigger.kind === 'reply'
      ? replies
          .filter((reply) => (reply.groupId === null || reply.groupId === groupId) && fits(reply.title))
          .toSorted((a, b) => Number(b.language === language) - Number(a.language === language))
          .map((reply) => ({ kind: 'reply', id: reply.id, title: reply.title, reply }))
      : people.filter(({ name }) => fits(name)).map((person) => ({ kind: 'person', id: person.id, title: person.name, person }));
  return choices.length === 0 ? undefined : { trigger, choices: choices.slice(0, MAX_CHOICES) };
}

/** The text with what was chosen in the place of the sign, and where the caret stands then. */
export function withChoice(text: string, caret: number, { from }: WriteTrigger, insert: string): { text: string; caret: number } {
  const after = text.slice(caret);
  return { text: `${text.slice(0, from)}${insert}${after}`, caret: from + insert.length };
}
