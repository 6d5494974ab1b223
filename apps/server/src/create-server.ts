import { join } from 'node:path';
import { AppError, DisposableStore, randomId, systemClock, systemRandom, toAppError } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import { isTimeZone } from '@alongside/desk';
import type { Organisation } from '@alongside/protocol';
import type { FastifyRequest } from 'fastify';
import { ApiKeys, bearerOf } from './accounts/api-keys.ts';
import { Audit } from './accounts/audit.ts';
import { type Auth, createAuth } from './accounts/auth.ts';
import { FactorRule } from './accounts/factor-rule.ts';
import { FirstAdmin } from './accounts/first-admin.ts';
import { standingsFrom } from './accounts/group-standing.ts';
import { identityOf } from './accounts/identity.ts';
import { KnownBrowsers } from './accounts/known-browsers.ts';
import { Links } from './accounts/links.ts';
import { sealOf } from './accounts/sealed-verifications.ts';
import { SignIns } from './accounts/sign-ins.ts';
import { SocketTokens } from './accounts/socket-tokens.ts';
import { registerAskRoutes } from './ask/ask-routes.ts';
import { fillDemoData } from './demo/demo-data.ts';
import { DeskBook } from './desk/desk-book.ts';
import { EditionDesk } from './desk/edition-desk.ts';
import { followTokens } from './desk/follow-token.ts';
import { HelpDesk } from './desk/help-desk.ts';
import { HelpInvitations } from './desk/help-invitations.ts';
import { postWebhook } from './desk/post-webhook.ts';
import type { TicketNews } from './desk/ticket-news.ts';
import { TrustBook } from './desk/trust-book.ts';
import { newsAsOf } from './desk/untold-news.ts';
import { WebhookSender } from './desk/webhook-sender.ts';
import { openExposure } from './exposure.ts';
import { Attachments } from './files/attachments.ts';
import { BlobFolder } from './files/blob-folder.ts';
import { Logos } from './files/logos.ts';
import { HolidayKeeper } from './holidays/holiday-keeper.ts';
import { dateHolidays } from './holidays/public-holidays.ts';
import { registerAccountRoutes } from './http/account-routes.ts';
import { registerApiKeyRoutes } from './http/api-key-routes.ts';
import { createApp } from './http/app.ts';
import { Arrivals } from './http/arrivals.ts';
import { registerArticlePictureRoutes } from './http/article-picture-routes.ts';
import { registerAssignmentRoutes } from './http/assignment-routes.ts';
import { registerAttachmentRoutes } from './http/attachment-routes.ts';
import { registerAuditRoutes } from './http/audit-routes.ts';
import { registerAuthRoutes } from './http/auth-routes.ts';
import { BetterAuthCalls } from './http/better-auth-calls.ts';
import { registerCallRoutes } from './http/call-routes.ts';
import { registerCertificateRoutes } from './http/certificate-routes.ts';
import { registerCrashFileRoutes } from './http/crash-file-routes.ts';
import { registerDeskRoutes } from './http/desk-routes.ts';
import { registerDeveloperRoutes } from './http/developer-routes.ts';
import { registerDiagnosisRoutes } from './http/diagnosis-routes.ts';
import { registerEditionRoutes } from './http/edition-routes.ts';
import { answerNotFound } from './http/error-answer.ts';
import { FactorCheck } from './http/factor-check.ts';
import { registerFactorRoutes } from './http/factor-routes.ts';
import { registerFactorRuleRoutes } from './http/factor-rule-routes.ts';
import { registerFleetRoutes } from './http/fleet-routes.ts';
import { followUrl, registerFollowRoutes } from './http/follow-routes.ts';
import { registerGetRoutes } from './http/get-routes.ts';
import { registerGroupRoutes } from './http/group-routes.ts';
import { registerHelpRoutes } from './http/help-routes.ts';
import { registerIceRoutes } from './http/ice-routes.ts';
import { registerIntakeRoutes } from './http/intake-routes.ts';
import { registerKbRoutes } from './http/kb-routes.ts';
import { registerKeyRoutes } from './http/key-routes.ts';
import { registerLogoRoutes } from './http/logo-routes.ts';
import { registerMailRoutes } from './http/mail-routes.ts';
import { Metrics } from './http/metrics.ts';
import { registerNoticeRoutes } from './http/notice-routes.ts';
import { registerOnlineRoute } from './http/online-route.ts';
import { registerOrganisationRoutes } from './http/organisation-routes.ts';
import { registerPlaybookRoutes } from './http/playbook-routes.ts';
import { registerProblemRoutes } from './http/problem-routes.ts';
import { registerRecordRoutes } from './http/record-routes.ts';
import { routeRegistrar } from './http/register-route.ts';
import { registerReplyRoutes } from './http/reply-routes.ts';
import { registerSheetRoutes } from './http/sheet-routes.ts';
import { Site } from './http/site.ts';
import { registerSoftwareRoutes } from './http/software-routes.ts';
import { registerSpreadRoutes } from './http/spread-routes.ts';
import { serveConsole } from './http/static-console.ts';
import { registerTaskRoutes } from './http/task-routes.ts';
import { registerTicketRoutes } from './http/ticket-routes.ts';
import { registerTodayRoutes } from './http/today-routes.ts';
import { registerTrustRoutes } from './http/trust-routes.ts';
import { registerVendorRoutes } from './http/vendor-routes.ts';
import { registerWebhookRoutes } from './http/webhook-routes.ts';
import { NO_ICE } from './ice/ice-configuration.ts';
import { iceServersFor } from './ice/ice-servers-for.ts';
import { FtsArticleSearch } from './kb/article-search.ts';
import { KnowledgeBase } from './kb/knowledge-base.ts';
import { readShippedArticles, readTranslations } from './kb/shipped-articles.ts';
import { readShippedPlaybooks } from './kb/shipped-playbooks.ts';
import { keepFresh, listen } from './listen.ts';
import { pinoLogger } from './logging.ts';
import { DigestMailer } from './mail/digest-mailer.ts';
import { noticeMailer } from './mail/notice-mailer.ts';
import { Outbox } from './mail/outbox.ts';
import { UserMails } from './mail/user-mails.ts';
import type { AlongsideServer, OwnAuthority, ServerOptions } from './server-options.ts';
import { serverKey, serverSecret } from './server-secret.ts';
import { acceptConsole } from './sockets/console-gateway.ts';
import { acceptDevice } from './sockets/device-gateway.ts';
import { acceptGuest } from './sockets/guest-gateway.ts';
import { acceptSockets } from './sockets/upgrade.ts';
import { lockForServer } from './storage/lock-for-server.ts';
import { openDatabase } from './storage/open-database.ts';
import { openStores } from './storage/stores.ts';
import { Terminal } from './terminal.ts';
import type { LocalAuthority } from './tls/local-authority.ts';

const SHIPPED_ARTICLES = join(import.meta.dirname, '../../../content/kb');
const SHIPPED_PLAYBOOKS = join(import.meta.dirname, '../../../content/playbooks');

/** What is being answered when the server is told to stop has this long to come to its end. */
const PATIENCE_MS = 1_000;

/**
 * Puts the server together and starts it. Throws `environment.port-taken`, `environment.running-already`, `storage.*`, or
 * `request.invalid` for an address that other machines could reach without TLS, and for certificates that do not fit.
 */
export async function createServer(options: ServerOptions): Promise<AlongsideServer> {
  const { dataDir, clock = systemClock(), crypto = webCrypto(), random = systemRandom() } = options;
  const logger = options.logger ?? pinoLogger(options.logLevel ?? 'info');
  const resources = new DisposableStore();
  try {
    // Before the database: a newer release must not change what an older one works with.
    resources.add(lockForServer(dataDir));
    const database = await openDatabase(dataDir);
    resources.defer(() => database.close());
    const opening = { host: options.host, dataDir, clock, logger };
    const exposure = await openExposure(options.exposure ?? { kind: 'loopback' }, opening);
    const { tls, authority, insistsOnTls } = exposure;
    const stores = openStores(database.db);
    const initial = initialOrganisation(options.timeZone);
    const { id: organisationId, setUpAt } = await stores.organisations.open(randomId(random), initial, clock.now());
    const site = new Site();
    const arrivals = new Arrivals(exposure.proxies);
    const firstAdmin = new FirstAdmin({ clock, crypto, random });
    if (setUpAt !== null) firstAdmin.done();
    const links = new Links({
      store: stores.links,
      clock,
      crypto,
      random,
      place: () => ({ origin: site.origin, pin: authority?.pin }),
    });
    const factorRule = await FactorRule.open(stores.factors, organisationId);
    const signIns = resources.add(new SignIns(stores.accounts, () => factorRule.roles, clock, logger));
    const signingKey = await serverKey(dataDir, random);
    const audit = new Audit({ store: stores.audit, organisationId, crypto, clock, key: signingKey });
    const terminal = new Terminal({ stores, organisationId, links, audit });
    const socketTokens = new SocketTokens(clock, random);
    const iceServers = iceServersFor(options.ice ?? NO_ICE, clock);
    const helpInvitations = new HelpInvitations({
      store: stores.helpInvitations,
      organisationId,
      clock,
      crypto,
      random,
      origin: () => site.origin,
    });
    const articles = options.articles ?? SHIPPED_ARTICLES;
    const kb = await KnowledgeBase.open({
      store: stores.kb,
      organisationId,
      shipped: readShippedArticles(articles),
      translations: readTranslations(articles),
      searches: { en: new FtsArticleSearch(), de: new FtsArticleSearch() },
      clock,
      logger,
      random,
    });
    const book = new DeskBook({ store: stores.editions, organisationId, shipped: readShippedPlaybooks(SHIPPED_PLAYBOOKS) });
    const trust = new TrustBook({ stores, organisationId, crypto, clock });
    const folder = new BlobFolder(join(dataDir, 'attachments'), random);
    const attachments = new Attachments({ store: stores.attachments, folder, clock, random });
    const logos = new Logos({ attachments, organisations: stores.organisations, organisationId });
    const secret = serverSecret(dataDir, random);
    const outbox = resources.add(
      new Outbox({
        store: stores.mails,
        organisationId,
        clock,
        random,
        logger,
        seal: sealOf(secret, 'alongside-mails/1'),
        mailer: options.mailer,
        organisation: () => stores.organisations.read(organisationId),
      }),
    );
    // better-auth needs the address, which is known only once the port is; requests that come earlier wait for it.
    const started = Promise.withResolvers<Auth>();
    started.promise.catch(() => undefined);
    // Of what comes from here on they hear at once.
    const untold = await stores.untold.list(organisationId);
    const userMails: UserMails = new UserMails({
      outbox,
      clock,
      logger,
      told: (news) => stores.untold.done(organisationId, news),
      followUrl: async (ticketId) => {
        await started.promise;
        return followUrl(site.origin, await desk.ofTickets(({ follow }) => follow.token(ticketId)));
      },
    });
    const mailing = { stores, organisationId, clock, logger, outbox, origin: () => site.origin };
    const digests = resources.add(new DigestMailer(mailing));
    const mailNotice = noticeMailer({ ...mailing, digests });
    // What was due when the server came up is entered before there is a desk or an address.
    const tellDesk = (news: TicketNews) => {
      started.promise
        .then(() => desk.ofTickets(({ notices }) => notices.appended(news, mailNotice)))
        .catch((error: unknown) => logger.error('a notice could not be kept', { error: toAppError(error).code }));
    };
    const post = postWebhook(clock);
    const webhooks = resources.add(new WebhookSender({ store: stores.webhooks, organisationId, clock, random, logger, post }));
    const desk: HelpDesk = await HelpDesk.open({
      stores,
      attachments,
      webhooks,
      trust,
      helpInvitations,
      organisationId,
      book,
      clock,
      crypto,
      random,
      logger,
      iceServers,
      askedAfter: (articles) => kb.askedAfter(articles),
      followToken: followTokens(secret),
      mailsUsers: options.mailer !== undefined,
      appended: (news) => {
        userMails.appended(news);
        tellDesk(news);
      },
    });
    resources.add(desk);
    resources.add(userMails);
    let auth: Auth | undefined;
    const readyAuth = (): Auth => {
      if (!auth) throw new AppError('internal', 'the server does not listen yet');
      return auth;
    };
    const standingOf = standingsFrom(stores.supportGroups, organisationId);
    const apiKeys = new ApiKeys({ ...stores, store: stores.apiKeys, organisationId, clock, crypto, random, standingOf });
    const identify = (request: FastifyRequest) => {
      const key = bearerOf(request.headers.authorization);
      if (key !== undefined) return apiKeys.identify(key, arrivals.of(request.raw).network);
      return identityOf(readyAuth(), organisationId, factorRule.roles, request.raw.headers, standingOf);
    };
    const checkPassword = async (userId: string, password: string) => {
      const hash = await stores.accounts.passwordHash(organisationId, userId);
      return hash !== undefined && (await readyAuth().$context).password.verify({ hash, password });
    };
    const hashPassword = async (password: string) => (await readyAuth().$context).password.hash(password);
    let countSockets = () => 0;
    const metrics = new Metrics(() => ({ ...desk.figures, sockets: countSockets() }));
    const organisationName = async () => (await stores.organisations.read(organisationId)).name;
    const ofPages = async () => {
      const { name: organisation, logo } = await stores.organisations.read(organisationId);
      return { organisation, logo };
    };
    const app = await createApp({
      site,
      arrivals,
      tls,
      insistsOnTls,
      clock,
      logger,
      metrics,
      identify,
      started: started.promise,
    });
    const register = routeRegistrar({
      app,
      site,
      arrivals,
      identify,
      clock,
      audit,
      isProvedByLinkAlone: (userId) => stores.accounts.isProvedByLinkAlone(organisationId, userId, clock.now()),
    });
    const planDigests = () => {
      digests.load().catch((error: unknown) => logger.error('held notices could not be read', { error: toAppError(error).code }));
    };
    const organisationChanged = () => {
      void desk.organisationChanged();
      planDigests();
    };
    const holidayKeeper = resources.add(
      new HolidayKeeper({
        store: stores.organisations,
        organisationId,
        holidays: dateHolidays,
        clock,
        logger,
        changed: organisationChanged,
      }),
    );
    const ofTickets: HelpDesk['ofTickets'] = (action) => desk.ofTickets(action);
    const shared = { register, stores, organisationId, links, crypto, clock, random, organisationChanged };
    const calls = new BetterAuthCalls({ auth: readyAuth, arrivals, origin: () => site.origin });
    const factorRoles = () => factorRule.roles;
    const check = new FactorCheck({ calls, auth: readyAuth, store: stores.factors, organisationId, factorRoles, crypto, clock });
    const factorsOf = (userId: string) => stores.factors.of(organisationId, userId);
    const knownBrowsers = new KnownBrowsers(secret);
    registerAuthRoutes({ app, register, site, knownBrowsers, calls, check, clock, factorsOf, signedOut: () => signIns.look() });
    registerFactorRoutes({ ...shared, calls, check, checkPassword, hashPassword, rule: factorRule, signIns });
    registerFactorRuleRoutes({ ...shared, rule: factorRule, signIns, signingKey });
    registerAuditRoutes({ ...shared, audit });
    registerApiKeyRoutes({ ...shared, keys: apiKeys });
    registerRecordRoutes({ ...shared, attachments, ofTickets });
    registerDiagnosisRoutes(shared);
    registerSoftwareRoutes({ register, stores, organisationId, clock });
    registerGroupRoutes({
      ...shared,
      groupsChanged: () =>
        desk.ofTickets(async ({ assignment, standings }) => {
          await standings.changed();
          assignment.changed();
        }),
    });
    registerAssignmentRoutes({ register, ofTickets });
    registerFollowRoutes({ register, origin: () => site.origin, ofTickets });
    registerTaskRoutes({ register, ofTickets });
    registerPlaybookRoutes({ register, ofTickets });
    const isArticle = (id: string) => kb.has(id);
    const editions = new EditionDesk({ store: stores.editions, organisationId, book, clock, isArticle });
    registerEditionRoutes({ register, book, editions });
    registerDeveloperRoutes({ register, ofTickets });
    registerProblemRoutes({ register, ofTickets });
    registerReplyRoutes(shared);
    registerSpreadRoutes({ register, ofTickets });
    registerAttachmentRoutes({ ...shared, attachments, ofTickets });
    registerCrashFileRoutes({ ...shared, attachments, ofTickets });
    registerVendorRoutes({ register, ofTickets });
    registerTicketRoutes({
      ...shared,
      isOnline: (deviceId) => desk.isOnline(deviceId),
      ofTickets,
    });
    registerTodayRoutes({ ...shared, technicians: () => desk.here.technicians });
    registerFleetRoutes({
      ...shared,
      isOnline: (deviceId) => desk.isOnline(deviceId),
      inOrder: (action) => desk.ofFleet(action),
      changed: () => desk.fleetChanged(),
    });
    registerWebhookRoutes({ ...shared, inOrder: (action) => desk.ofFleet(action) });
    registerAccountRoutes({
      ...shared,
      logger,
      bar: (userId) => desk.barTechnician(userId),
      ofTickets,
      audit,
      hashPassword,
      firstAdmin,
      signIns,
      socketTokens,
      outbox,
    });
    registerMailRoutes({ ...shared, outbox, logger, origin: () => site.origin });
    registerNoticeRoutes({ ...shared, canMail: outbox.mailer !== undefined, hoursChanged: planDigests });
    registerKeyRoutes({ ...shared, keysChanged: () => desk.keysChanged() });
    registerCertificateRoutes({ register, trust });
    registerIceRoutes({ ...shared, iceServers });
    registerLogoRoutes({ ...shared, logos, attachments });
    registerOrganisationRoutes({ ...shared, keeper: holidayKeeper, holidays: dateHolidays });
    registerDeskRoutes({
      ...shared,
      trust,
      helpInvitations,
      stepUpKey: signingKey.publicKey,
      isOnline: (deviceId) => desk.isOnline(deviceId),
      standingOf: (deviceId) => desk.standingOf(deviceId),
      reports: () => desk.reports(),
      summarize: (records) => desk.summarize(records),
    });
    registerArticlePictureRoutes({ app, register, kb, attachments, organisationId });
    registerKbRoutes({ ...shared, kb });
    registerOnlineRoute(app, clock);
    await registerGetRoutes(app, {
      ofPages,
      agentPackage: options.agentPackage ?? (() => ({ kind: 'none' })),
      hasOwnAuthority: authority !== undefined,
    });
    await registerHelpRoutes(app, { kb, site, ofPages });
    registerSheetRoutes({ register, kb, stores, organisationId, ofTickets });
    registerCallRoutes({ register, ofTickets });
    registerIntakeRoutes({ register, stores, organisationId });
    await registerAskRoutes(app, {
      ...{ kb, site, clock, random, ofPages },
      networkOf: (request) => arrivals.of(request.raw).network,
      isOpen: () => stores.intake.formIsOpen(organisationId),
      take: (requestId, asked) => desk.ofTickets(({ intake }) => intake.take(requestId, asked)),
    });
    if (authority) registerTrustRoutes(app, { organisationName, authority });
    if (options.consoleRoot === undefined) app.setNotFoundHandler(answerNotFound);
    else await serveConsole(app, options.consoleRoot);

    const gateway = { desk, kb, logos, stores, organisationId, socketTokens, signIns, crypto, clock, logger, random };
    const sockets = acceptSockets({
      server: app.server,
      site,
      arrivals,
      clock,
      logger,
      accept: (kind, transport, address, proven) =>
        ({
          device: () => acceptDevice(transport, proven, gateway),
          console: () => acceptConsole(transport, address, proven, gateway),
          guest: () => acceptGuest(transport, proven, gateway),
        })[kind](),
    });
    countSockets = () => sockets.count();

    const port = await listen(app, exposure.host, options.port);
    site.opened(exposure.addresses(port));
    if (tls) resources.add(keepFresh(app, tls, clock, logger));
    const isActive = async (userId: string) => (await stores.accounts.find(organisationId, userId))?.active === 1;
    const { origin, localOrigin, origins } = site.addresses;
    auth = await createAuth({
      db: database.db,
      crypto,
      random,
      clock,
      logger,
      secret,
      origin,
      origins,
      organisationId,
      isActive,
    });
    started.resolve(auth);
    // From here on links in mails have an address.
    await outbox.load();
    for (const each of untold) {
      const news = await newsAsOf(stores, logger, organisationId, each);
      if (news && each.whom === 'user') userMails.appended(news);
      else if (news && each.whom === 'desk') tellDesk(news);
      else if (news) await desk.ofFleet((fleet) => fleet.tell({ ticket: news.ticket, entry: news }));
    }
    await digests.load();
    await holidayKeeper.keep();
    logger.info('listening', { port });

    let closing: Promise<void> | undefined;
    const close = async () => {
      logger.info('stopping');
      sockets.dispose();
      // Browsers open connections ahead that never say anything; Node counts them as busy, and would wait a minute.
      const patience = clock.after(PATIENCE_MS, () => app.server.closeAllConnections());
      await app.close();
      patience.dispose();
      await desk.idle();
      await userMails.idle();
      await digests.idle();
      resources.dispose();
    };
    return {
      address: origin,
      localAddress: localOrigin,
      addresses: origins,
      authority: authority ? told(authority, origin) : null,
      port,
      firstAdminUrl: () => (firstAdmin.needed ? `${origin}/#setup=${firstAdmin.token}` : null),
      createEnrollmentLink: (label, { forThisMachine = false } = {}) =>
        terminal.enrollmentLink(label, forThisMachine ? localOrigin : undefined),
      resetLink: (email) => terminal.resetLink(email),
      removeFactors: (email) => terminal.removeFactors(email),
      fillDemoData: () => fillDemoData({ stores, organisationId, crypto, clock, desk }),
      close: () => {
        closing ??= close();
        return closing;
      },
    };
  } catch (error) {
    resources.dispose();
    throw error;
  }
}

function told(authority: LocalAuthority, origin: string): OwnAuthority {
  const { certificate, fingerprint, pin, outside } = authority;
  return { certificate, fingerprint, pin, outside, trustPage: `${origin}/trust` };
}

/** Until an admin writes hours, none are promised: who is there shows by who is available. */
function initialOrganisation(timeZone: string | undefined): Organisation {
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const day = [{ from: 0, to: 24 * 60 }];
  return { name: 'Support', phone: '', timeZone: isTimeZone(zone) ? zone : 'UTC', hours: Array.from({ length: 7 }, () => day) };
}
