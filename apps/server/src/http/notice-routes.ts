import type { Clock } from '@alongside/base';
import { allChoices } from '@alongside/desk';
import { http } from '@alongside/protocol';
import type { Stores } from '../storage/stores.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly clock: Clock;
  readonly canMail: boolean;
}

const DONE = { ok: true } as const;

/** One's own notices, and by which ways one wants to hear of what. */
export function registerNoticeRoutes({ register, stores, organisationId, clock, canMail }: Dependencies): void {
  register(http.notices, async (call) => {
    const rows = await stores.notices.newest(organisationId, signedIn(call).user.id);
    const notices = rows.map(({ id, at, kind, ticketId, number, readAt }) => {
      return { id, at, kind, ticketId, number, read: readAt !== null };
    });
    return { unread: notices.filter(({ read }) => !read).length, notices };
  });
  register(http.noticesRead, async (call) => {
    await stores.notices.read(organisationId, signedIn(call).user.id, call.body.ids, clock.now());
    return DONE;
  });
  register(http.noticeChoices, async (call) => {
    const chosen = await stores.notices.choices(organisationId, signedIn(call).user.id);
    return { canMail, choices: allChoices(chosen) };
  });
  register(http.noticeChoicesWrite, async (call) => {
    await stores.notices.choose(organisationId, signedIn(call).user.id, call.body.choices);
    return DONE;
  });
}
