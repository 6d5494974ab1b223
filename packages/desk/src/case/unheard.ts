import type { TicketCase } from './case-model.ts';

/** A ticket, as far as its user is reached. */
export interface Reached {
  readonly deviceId: string | null;
  /** Its user asked on that computer; of an alert nobody did. */
  readonly isAsked: boolean;
  readonly ticket: Pick<TicketCase, 'channel' | 'contact'>;
}

/** Why its user would hear nothing: the other one has no address, has another's, or comes to another computer or to none. */
export type Unheard = 'no-address' | 'other-address' | 'computer';

/** Whether what is said in one ticket reaches the user of another that ends in it; undefined where it does. */
export function unheardIn(into: Reached, from: Reached): Unheard | undefined {
  if (from.deviceId !== null && from.deviceId === into.deviceId) return undefined;
  const own = from.ticket.contact.email?.toLowerCase();
  // Of an alert, or of who called and left nothing: nobody was told before.
  if (own === undefined)
    return from.deviceId !== null && from.isAsked && from.ticket.channel === 'agent' ? 'computer' : undefined;
  const there = into.ticket.contact.email?.toLowerCase();
  if (there === own) return undefined;
  return there === undefined ? 'no-address' : 'other-address';
}
