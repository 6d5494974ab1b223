import { http } from '@alongside/protocol';
import type { CallDesk } from '../desk/call-desk.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly ofTickets: <T>(action: (desk: { calls: CallDesk }) => Promise<T>) => Promise<T>;
}

/** Calls, and who waits for one. */
export function registerCallRoutes({ register, ofTickets }: Dependencies): void {
  register(http.callFind, async ({ body }) => ({ found: await ofTickets(({ calls }) => calls.find(body.text)) }));
  register(http.callEnd, (call) => ofTickets(({ calls }) => calls.end(signedIn(call).user, call.body)));
  register(http.callBacks, async (call) => ({ calls: await ofTickets(({ calls }) => calls.waiting(signedIn(call).user)) }));
}
