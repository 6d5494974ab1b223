import type { TicketCase } from '@alongside/desk';

/** By which way a ticket's user reads an answer: on their computer, by mail, at the link that they have, or at one to hand on. */
export type ReadsHow = 'agent' | 'mail' | 'link' | 'hand-on';

export function readsHow(
  { channel, contact }: Pick<TicketCase, 'channel' | 'contact'>,
  { hasComputer, canMail }: { readonly hasComputer: boolean; readonly canMail: boolean },
): ReadsHow {
  if (hasComputer) return 'agent';
  if (canMail && contact.email !== null) return 'mail';
  // Whoever asked by the form was given the link there; whoever called was given nothing.
  return channel === 'phone' ? 'hand-on' : 'link';
}
