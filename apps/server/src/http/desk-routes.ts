import { AppError, type Clock, type Crypto, type RandomSource, randomId } from '@alongside/base';
import { entriesSeenBy, textSeenBy } from '@alongside/desk';
import type { StandingOffer, TicketSummary } from '@alongside/protocol';
import { http } from '@alongside/protocol';
import { type Links, spentLink } from '../accounts/links.ts';
import type { HelpInvitations } from '../desk/help-invitations.ts';
import { reaches } from '../desk/reach.ts';
import type { ReportList } from '../desk/report-desk.ts';
import { coversKey } from '../desk/standing-starts.ts';
import { boardTicket } from '../desk/ticket-board.ts';
import { readerOf, summarySeenBy } from '../desk/ticket-reader.ts';
import type { TrustBook } from '../desk/trust-book.ts';
import type { Stores } from '../storage/stores.ts';
import type { TicketRecord } from '../storage/ticket-store.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly links: Links;
  readonly trust: TrustBook;
  readonly helpInvitations: HelpInvitations;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly isOnline: (deviceId: string) => boolean;
  /** What the device's user allowed beforehand, as the device says. */
  readonly standingOf: (deviceId: string) => readonly StandingOffer[];
  readonly reports: () => Promise<ReportList>;
  readonly summarize: (records: readonly TicketRecord[]) => Promise<TicketSummary[]>;
  /** Public half of the key that attests second factors. */
  readonly stepUpKey: string;
}

const NEWEST = 200;

export function registerDeskRoutes(dependencies: Dependencies): void {
  const { register, stores, organisationId, links, crypto, clock, random } = dependencies;

  register(http.helpInvitationCreate, (call) => dependencies.helpInvitations.create(signedIn(call).user), { callsAMinute: 20 });

  register(http.reports, () => dependencies.reports());

  register(http.reportHandled, async ({ params }) => {
    const found = await stores.reports.handled(organisationId, params.id ?? '', clock.now());
    if (!found) throw new AppError('request.invalid', 'there is no such report');
    return { ok: true };
  });

  register(http.enrollmentCreate, ({ body }) => links.create(organisationId, 'enrollment', { name: body.label, email: null }));

  register(
    http.enroll,
    async ({ body }) => {
      const { token, publicKey, name, system, proof } = body;
      const signed = new TextEncoder().encode(`alongside-enroll/1\n${token}\n${publicKey}`);
      if (!(await crypto.verify(publicKey, proof, signed)))
        throw new AppError('auth.key-mismatch', 'the proof does not fit the key');
      const link = await links.read(organisationId, token, ['enrollment']);
      const device = { id: randomId(random), publicKey, name: name || link.name, system };
      const row = await stores.devices.enroll(organisationId, link.id, device, clock.now());
      if (!row) throw spentLink();
      const organisation = await stores.organisations.read(organisationId);
      return { deviceId: row.id, organisation, stepUpKey: dependencies.stepUpKey };
    },
    { callsAMinute: 30, forPrograms: true },
  );

  register(http.devices, async () => {
    const rows = await stores.devices.list(organisationId);
    return rows.map(({ id, name, system, enrolledAt, lastSeenAt }) => ({
      id,
      name,
      system,
      enrolledAt,
      lastSeenAt,
      online: dependencies.isOnline(id),
    }));
  });

  register(http.device, async ({ params, identity }) => {
    const row = await stores.devices.find(organisationId, params.id ?? '');
    if (!row || row.retiredAt !== null) throw new AppError('device.unknown', 'there is no such device');
    const { id, name, system, enrolledAt, lastSeenAt } = row;
    const [keys, users] = await Promise.all([stores.keys.list(organisationId), stores.accounts.list(organisationId)]);
    const inUse = keys.filter(({ removedAt }) => removedAt === null);
    const own = inUse.filter(({ userId }) => userId === identity?.user.id).slice(0, 100);
    const standing = await Promise.all(
      dependencies.standingOf(id).map(async (each) => {
        const userId = inUse.find(({ publicKey }) => publicKey === each.technicianKey)?.userId;
        const covered = await Promise.all(own.map(({ publicKey }) => coversKey(each, publicKey, dependencies.trust)));
        return {
          ...each,
          technician: users.find((user) => user.id === userId)?.name ?? null,
          ownKeys: own.filter((_key, at) => covered[at]).map(({ publicKey }) => publicKey),
        };
      }),
    );
    return { id, name, system, enrolledAt, lastSeenAt, online: dependencies.isOnline(id), standing };
  });

  register(http.tickets, async (call) => {
    const who = signedIn(call);
    const newest = await stores.tickets.newest(organisationId, NEWEST);
    const within = newest.filter((record) => reaches(who, 'tickets.read', boardTicket(record)));
    return (await dependencies.summarize(within)).map((ticket) => summarySeenBy(who.user, ticket));
  });

  register(http.ticket, async (call) => {
    const { user } = signedIn(call);
    const record = await stores.tickets.find(organisationId, call.params.id ?? '');
    const [ticket] = record ? await dependencies.summarize([record]) : [];
    if (!record || !ticket || !reaches({ user }, 'tickets.read', boardTicket(record)))
      throw new AppError('ticket.not-found', 'there is no such ticket');
    const reader = readerOf(user, record.row, ticket.device?.name ?? '');
    return {
      ticket: summarySeenBy(user, ticket),
      text: textSeenBy(reader, record.row.text),
      events: entriesSeenBy(reader, record.events),
    };
  });
}
