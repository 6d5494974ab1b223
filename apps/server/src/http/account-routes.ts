import { AppError, type Clock, type Logger, type RandomSource, randomId, toAppError } from '@alongside/base';
import { http, type Role } from '@alongside/protocol';
import type { Audit } from '../accounts/audit.ts';
import type { FirstAdmin } from '../accounts/first-admin.ts';
import { permissionsNow } from '../accounts/identity.ts';
import { type Links, PASSWORD_LINKS, spentLink } from '../accounts/links.ts';
import type { SignIns } from '../accounts/sign-ins.ts';
import type { SocketTokens } from '../accounts/socket-tokens.ts';
import { type CaseDesk, canHelp } from '../desk/case-desk.ts';
import type { Outbox } from '../mail/outbox.ts';
import type { Stores } from '../storage/stores.ts';
import type { LinkRow } from '../storage/tables.ts';
import { answerNotFound } from './error-answer.ts';
import { mailLink } from './mail-routes.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly hashPassword: (password: string) => Promise<string>;
  readonly links: Links;
  readonly firstAdmin: FirstAdmin;
  readonly signIns: SignIns;
  readonly socketTokens: SocketTokens;
  readonly audit: Audit;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly organisationChanged: () => void;
  /** Ends what somebody has on users' computers. */
  readonly bar: (userId: string) => Promise<void>;
  readonly ofTickets: <T>(action: (desk: { cases: CaseDesk }) => Promise<T>) => Promise<T>;
}

const NONE_PASSED = { passed: 0, left: 0 } as const;

/** Slow hashes and secrets behind them: a person needs a few of these, a guesser many. */
const FEW_A_MINUTE = { callsAMinute: 20 };

export function registerAccountRoutes(dependencies: Dependencies): void {
  const { register, stores, organisationId, links, firstAdmin, hashPassword, clock, random, outbox, ofTickets } = dependencies;

  register(http.me, async ({ identity }) => {
    const organisation = await stores.organisations.read(organisationId);
    const server = {
      setupNeeded: firstAdmin.needed,
      organisationName: organisation.name,
      ...(organisation.logo && { organisationLogo: organisation.logo.sha256 }),
      mail: outbox.mailer !== undefined,
    };
    if (!identity) return { user: null, ...server };
    const { tier: _tier, outsideGroupIds: _outsideGroupIds, ...person } = identity.user;
    const user = { ...person, permissions: permissionsNow(identity), factorMissing: identity.factorMissing };
    return { user, ...server };
  });

  register(
    http.setup,
    async ({ body, reply }) => {
      firstAdmin.check(body.token);
      const account = {
        id: randomId(random),
        credentialId: randomId(random),
        name: body.name,
        email: body.email,
        role: 'admin' as const,
        passwordHash: await hashPassword(body.password),
      };
      const act = {
        actor: { id: null, name: body.name },
        action: 'POST /api/setup',
        subject: account.id,
        detail: { email: body.email, organisationName: body.organisationName },
      };
      // Of two who come at once one is the first; of the other the audit says that it failed.
      const make = async () => {
        const won = await stores.accounts.createFirstAdmin(organisationId, body.organisationName, account, clock.now());
        firstAdmin.done();
        if (!won) throw new AppError('setup.done', 'somebody else is the first admin');
      };
      try {
        await dependencies.audit.during(act, make, (error) => toAppError(error).code);
      } catch (error) {
        if (toAppError(error).code === 'setup.done') return answerNotFound(reply.request, reply) as never;
        throw error;
      }
      dependencies.organisationChanged();
      return { ok: true };
    },
    { ...FEW_A_MINUTE, exists: ({ isProtected }) => firstAdmin.needed && isProtected },
  );

  register(http.socketToken, async (call) => ({ token: dependencies.socketTokens.issue(signedIn(call)) }));

  register(http.users, async () => {
    const rows = await stores.accounts.list(organisationId);
    const withFactor = await stores.factors.usersWithFactor(organisationId);
    const tickets = await stores.tickets.countsByOwner(organisationId);
    return rows.map(({ id, name, email, role, active, createdAt }) => ({
      id,
      name,
      email,
      role,
      active: active === 1,
      createdAt: Date.parse(createdAt),
      secondFactor: withFactor.has(id),
      openTickets: tickets.get(id) ?? 0,
    }));
  });

  /**
   * Bars before the change ends their sockets, or their sessions would only be said to be over; and what began meanwhile. A
   * session that cannot be ended keeps no account as it was.
   */
  async function barring(userId: string, change: () => Promise<unknown>): Promise<void> {
    const bar = () =>
      dependencies.bar(userId).catch((error: unknown) => {
        dependencies.logger.error('a session of a barred account could not be ended', { userId, error: toAppError(error).code });
      });
    await bar();
    await change();
    await bar();
  }

  register(http.userActive, async (call) => {
    const userId = call.params.id ?? '';
    if (userId === signedIn(call).user.id) throw new AppError('request.invalid', 'your own account cannot be switched off');
    if (!(await stores.accounts.find(organisationId, userId))) throw new AppError('request.invalid', 'there is no such account');
    const { active, ticketsTo } = call.body;
    const change = () => stores.accounts.setActive(organisationId, userId, active, clock.now());
    // Before anything is changed: a person who cannot have them leaves the account as it is.
    if (!active && ticketsTo != null) await ofTickets(({ cases }) => cases.mustTake(userId, ticketsTo));
    await (active ? change() : barring(userId, change));
    await dependencies.signIns.look();
    if (active || ticketsTo === undefined) return { ok: true as const, ...NONE_PASSED };
    return { ok: true as const, ...(await ofTickets(({ cases }) => cases.passOn(signedIn(call).user, userId, ticketsTo))) };
  });

  register(http.userTickets, async (call) => {
    const userId = call.params.id ?? '';
    if (!(await stores.accounts.find(organisationId, userId))) throw new AppError('request.invalid', 'there is no such account');
    return ofTickets(({ cases }) => cases.passOn(signedIn(call).user, userId, call.body.to));
  });

  register(
    http.userRole,
    async (call) => {
      const userId = call.params.id ?? '';
      // So that an admin always stays: the one who calls.
      if (userId === signedIn(call).user.id) throw new AppError('request.invalid', 'your own role cannot be changed by yourself');
      const user = await stores.accounts.find(organisationId, userId);
      if (!user) throw new AppError('request.invalid', 'there is no such account');
      const change = () => stores.accounts.setRole(organisationId, userId, call.body.role, clock.now());
      // Who may help no longer is out of what runs, too: a live link needs no server (DESIGN 4).
      await (canHelp(call.body.role) ? change() : barring(userId, change));
      await dependencies.signIns.look();
      return { ok: true };
    },
    { confirmed: true },
  );

  register(http.invitationCreate, async (call) => {
    const { body } = call;
    if (await stores.accounts.findByEmail(organisationId, body.email)) {
      throw new AppError('account.exists', 'there is an account with this e-mail address already');
    }
    const { name, email, role = 'technician' } = body;
    const link = await links.create(organisationId, 'invitation', { name, email, role });
    // Nobody knows yet how they read; most likely as whoever invites them does.
    const language = await stores.userSettings.language(organisationId, signedIn(call).user.id);
    return { ...link, mail: await mailLink(outbox, 'invitation', { name, email, language, ...link }) };
  });

  register(http.invitations, async () => {
    const rows = await stores.links.openInvitations(organisationId, clock.now());
    return rows.map(({ id, name, email, role, createdAt, expiresAt }) => ({
      id,
      name,
      email: email ?? '',
      role: invitedRole(role),
      createdAt,
      expiresAt,
    }));
  });

  register(http.invitationWithdraw, async ({ params }) => {
    if (!(await stores.links.withdrawInvitation(organisationId, params.id ?? '', clock.now()))) {
      throw new AppError('request.invalid', 'it was used meanwhile, or there is no such invitation');
    }
    return { ok: true };
  });

  register(
    http.invitationRead,
    async ({ body }) => {
      const link = await links.read(organisationId, body.token, PASSWORD_LINKS);
      return { kind: link.kind === 'invitation' ? 'invitation' : 'reset', name: link.name, email: link.email ?? '' };
    },
    FEW_A_MINUTE,
  );

  /** Nobody is signed in, so the audit hears of it here: whoever has a link has the account. */
  function byLink({ kind }: LinkRow, user: { id: string; name: string; email: string }, act: () => Promise<void>) {
    const { id, name, email } = user;
    const entry = { actor: { id, name }, action: 'POST /api/invitations/accept', subject: id, detail: { email, link: kind } };
    return dependencies.audit.during(entry, act, (error) => toAppError(error).code);
  }

  register(
    http.invitationAccept,
    async ({ body }) => {
      const link = await links.read(organisationId, body.token, PASSWORD_LINKS);
      const email = link.email ?? '';
      const passwordHash = await hashPassword(body.password);
      const credentialId = randomId(random);
      const now = clock.now();
      if (link.kind !== 'invitation') {
        const user = await stores.accounts.findByEmail(organisationId, email);
        if (user?.active !== 1) throw new AppError('auth.refused', 'the account of this link is no more');
        await byLink(link, user, async () => {
          const done = await stores.accounts.resetByLink(organisationId, link, user, passwordHash, credentialId, now);
          if (!done) throw spentLink();
        });
        await dependencies.signIns.look();
        return { ok: true };
      }
      const account = { id: randomId(random), credentialId, name: link.name, email, role: invitedRole(link.role), passwordHash };
      await byLink(link, account, async () => {
        if (await stores.accounts.createByLink(organisationId, link.id, account, now)) return;
        // Used, run out or taken back within this moment.
        await links.read(organisationId, body.token, ['invitation']);
        throw spentLink();
      });
      return { ok: true };
    },
    FEW_A_MINUTE,
  );
}

/** Links from before there were roles were for technicians. An admin is made by an admin alone, never by a link. */
function invitedRole(role: Role | null): Exclude<Role, 'admin'> {
  return role === null || role === 'admin' ? 'technician' : role;
}
