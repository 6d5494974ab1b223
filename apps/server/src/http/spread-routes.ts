import { http } from '@alongside/protocol';
import { permitted } from '../accounts/identity.ts';
import type { SpreadDesk } from '../desk/spread-desk.ts';
import { type Call, type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly ofTickets: <T>(action: (desk: { spread: SpreadDesk }) => Promise<T>) => Promise<T>;
}

const DONE = { ok: true } as const;
/** Each looks through the newest report of every computer. */
const LOOKS = { callsAMinute: 60 };

/** What of a ticket's computer is on others, too. */
export function registerSpreadRoutes({ register, ofTickets }: Dependencies): void {
  const who = (call: Call<unknown>) => signedIn(call).user;
  const idOf = ({ params }: Call<unknown>) => params.id ?? '';
  /** Only what enters something takes its turn. */
  const reader = () => ofTickets(async ({ spread }) => spread);

  register(http.ticketSpread, async (call) => (await reader()).facts(who(call), idOf(call)));
  register(http.spreadLook, async (call) => (await reader()).look(who(call), idOf(call), call.body.fact), LOOKS);
  register(
    http.spreadKeep,
    async (call) => {
      // It reads the fleet and writes on a ticket: a key needs both.
      permitted(signedIn(call), 'tickets.write');
      await ofTickets(({ spread }) => spread.keep(who(call), idOf(call), call.body.fact));
      return DONE;
    },
    LOOKS,
  );
}
