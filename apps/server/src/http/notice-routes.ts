import { AppError, type Clock } from '@alongside/base';
import { isTimeZone } from '@alongside/desk';
import { http, TOLD_ROLES, type ToldRole, toldRole } from '@alongside/protocol';
import type { Stores } from '../storage/stores.ts';
import { type Call, type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly clock: Clock;
  readonly canMail: boolean;
  /** Somebody wants what is held for them at other times. */
  readonly hoursChanged: () => void;
}

const DONE = { ok: true } as const;

/** One's own notices, and by which ways one wants to hear of what. */
export function registerNoticeRoutes(dependencies: Dependencies): void {
  const { register, stores, organisationId, clock, canMail, hoursChanged } = dependencies;

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
    const { id, role } = told(call);
    const [usual, chosen] = [
      await stores.noticeChoices.usual(organisationId, role),
      await stores.noticeChoices.chosen(organisationId, id),
    ];
    return { canMail, role, usual, chosen };
  });
  register(http.noticeChoicesWrite, async (call) => {
    await stores.noticeChoices.choose(organisationId, told(call).id, call.body.chosen);
    return DONE;
  });
  register(http.noticeUsual, async () => {
    const usual = (role: ToldRole) => stores.noticeChoices.usualOf(organisationId, role);
    const roles: Partial<Record<ToldRole, Awaited<ReturnType<typeof usual>>>> = {};
    for (const role of TOLD_ROLES) roles[role] = await usual(role);
    return { canMail, roles: roles as Required<typeof roles> };
  });
  register(http.noticeUsualWrite, async (call) => {
    const { role, ...usual } = call.body;
    await stores.noticeChoices.setUsual(organisationId, role, usual, signedIn(call).user.name);
    return DONE;
  });
  register(http.noticeHoursRead, async (call) => {
    const { timeZone } = await stores.organisations.read(organisationId);
    return { canMail, timeZone, hours: await stores.userSettings.hours(organisationId, told(call).id) };
  });
  register(http.noticeHoursWrite, async (call) => {
    const { hours } = call.body;
    if (hours.timeZone !== null && !isTimeZone(hours.timeZone)) {
      throw new AppError('request.invalid', 'timeZone: not a time zone that is known here');
    }
    await stores.userSettings.setHours(organisationId, told(call).id, hours);
    hoursChanged();
    return DONE;
  });
  register(http.languageWrite, async (call) => {
    await stores.userSettings.setLanguage(organisationId, signedIn(call).user.id, call.body.language);
    return DONE;
  });
}

function told(call: Call<unknown>): { readonly id: string; readonly role: ToldRole } {
  const { id, role: held } = signedIn(call).user;
  const role = toldRole.safeParse(held).data;
  if (role === undefined) throw new AppError('auth.role', 'nobody with this role is told of tickets');
  return { id, role };
}
