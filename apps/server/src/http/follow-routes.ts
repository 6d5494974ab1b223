import { http } from '@alongside/protocol';
import type { FollowDesk } from '../desk/follow-desk.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly origin: () => string;
  readonly ofTickets: <T>(action: (desk: { follow: FollowDesk }) => Promise<T>) => Promise<T>;
}

const DONE = { ok: true } as const;
/** Of one address: a person reads and writes; whoever guesses tokens gets nowhere with 128 bits in any case. */
const READS = { callsAMinute: 60 };
const WRITES = { callsAMinute: 20 };

export function followUrl(origin: string, token: string): string {
  return `${origin}/#follow=${token}`;
}

/** A ticket by the link of its user. */
export function registerFollowRoutes({ register, origin, ofTickets }: Dependencies): void {
  register(http.followCreate, async (call) => {
    const token = await ofTickets(({ follow }) =>
      follow.create(signedIn(call).user, call.params.id ?? '', call.body.renew ?? false),
    );
    return { url: followUrl(origin(), token) };
  });
  register(http.followPackage, ({ body }) => ofTickets(({ follow }) => follow.shared(body.token)), READS);
  register(http.followRead, ({ body }) => ofTickets(({ follow }) => follow.read(body.token)), READS);
  register(
    http.followSay,
    async ({ body: { token, ...said } }) => {
      await ofTickets(({ follow }) => follow.say(token, said));
      return DONE;
    },
    WRITES,
  );
  register(
    http.followVerdict,
    async ({ body: { token, verdict } }) => {
      await ofTickets(({ follow }) => follow.verdict(token, verdict));
      return DONE;
    },
    WRITES,
  );
}
