import type { TicketEvent } from '@alongside/protocol';

export type TicketEventBody = TicketEvent['body'];
export type TicketEventType = TicketEventBody['type'];
export type TicketActor = TicketEvent['actor'];

export interface Technician {
  readonly id: string;
  readonly name: string;
}

/**
 * Where a ticket stands, with the data of that state. Instants are milliseconds since the Unix epoch.
 *
 *   waiting <-> claimed -> in-session -> claimed ...
 *      \           \-> done, cancelled
 *       \-> done, cancelled
 */
export type TicketState =
  | { readonly state: 'waiting'; readonly since: number }
  | {
      readonly state: 'claimed';
      readonly technician: Technician;
      readonly since: number;
      readonly lapsesAt: number;
      readonly afterSession: boolean;
    }
  | { readonly state: 'in-session'; readonly technician: Technician; readonly sessionId: string; readonly since: number }
  | { readonly state: 'done'; readonly technician: Technician | null; readonly since: number }
  | { readonly state: 'cancelled'; readonly since: number };
