import { AppError, type Disposable, toAppError } from '@alongside/base';
import {
  consoleSocket,
  deviceSocket,
  type IceServer,
  type Organisation,
  type Presence,
  type SignalParams,
  type StandingOffer,
  scopeOf,
  type TicketSummary,
} from '@alongside/protocol';
import type { z } from 'zod';
import type { TicketRecord } from '../storage/ticket-store.ts';
import { Announcer } from './announcer.ts';
import { type Claimed, claimAnswer } from './claim-answer.ts';
import { CodeDesk, type NewCode } from './code-desk.ts';
import type { DeskDependencies, DeskParts } from './desk-parts.ts';
import { DiagnosisDesk } from './diagnosis-desk.ts';
import { claimLapsesAt, DueClock, offerLapsesAt } from './due-clock.ts';
import { FleetDesk } from './fleet-desk.ts';
import { type HeadToKeep, keepHead } from './keep-head.ts';
import type { LiveSession } from './live-session.ts';
import { type ConsolePeer, type DevicePeer, Peers } from './peers.ts';
import { checkReach } from './reach.ts';
import { ReportDesk, type ReportList } from './report-desk.ts';
import { type Invitation, type NewRequest, RequestDesk } from './request-desk.ts';
import { Serial } from './serial.ts';
import { SessionDesk } from './session-desk.ts';
import { StandingStarts } from './standing-starts.ts';
import { type BoardTicket, boardTicket, KEEP_WAITS_MS, summary, TicketBoard } from './ticket-board.ts';
import { TicketDesks } from './ticket-desks.ts';
import { TicketJournal, technicianOf } from './ticket-journal.ts';
import { WatchDesk } from './watch-desk.ts';

type ScanAnswered = z.infer<typeof deviceSocket.scanAnswer.params>;
type Standing = z.infer<typeof consoleSocket.standingStart.params>;

/**
 * The live desk of one organisation. Everything that changes a ticket runs in one order, so that each step sees what the
 * one before it left: of two who claim the same request one wins, and the other is told who.
 */
export class HelpDesk implements Disposable {
  readonly #parts: DeskParts;
  readonly #serial = new Serial();
  readonly #journal: TicketJournal;
  readonly #sessions: SessionDesk;
  readonly #watching: WatchDesk;
  readonly #requests: RequestDesk;
  readonly #codes: CodeDesk;
  readonly #standing: StandingStarts;
  readonly #reports: ReportDesk;
  readonly #diagnoses: DiagnosisDesk;
  readonly #fleet: FleetDesk;
  readonly #claims: DueClock;
  readonly #offers: DueClock;
  readonly #tickets: TicketDesks;
  readonly #deviceNames = new Map<string, string>();
  #organisation: Organisation;

  private constructor(dependencies: DeskDependencies, organisation: Organisation) {
    this.#organisation = organisation;
    const board = new TicketBoard(dependencies.clock);
    const peers = new Peers();
    const announcer = new Announcer({
      board,
      peers,
      clock: dependencies.clock,
      appended: dependencies.appended,
      organisation: () => this.#organisation,
      deviceName: (deviceId) => this.#deviceNames.get(deviceId ?? '') ?? '',
    });
    this.#parts = { ...dependencies, board, peers, announcer };
    this.#claims = new DueClock(dependencies.clock, claimLapsesAt, (id) => this.#later(() => this.#lapse(id)));
    this.#offers = new DueClock(dependencies.clock, offerLapsesAt, (id) => this.#later(() => this.#tickets.handovers.lapse(id)));
    this.#journal = new TicketJournal(this.#parts, (ticket) => this.#follow(ticket));
    this.#sessions = new SessionDesk(this.#parts, this.#journal, (action) => this.#later(action));
    this.#watching = new WatchDesk(this.#parts, this.#journal, this.#sessions, (action) => this.#later(action));
    this.#codes = new CodeDesk(this.#parts, this.#journal);
    this.#standing = new StandingStarts(this.#parts, this.#journal);
    this.#reports = new ReportDesk(this.#parts);
    this.#diagnoses = new DiagnosisDesk(this.#parts, this.#journal);
    this.#fleet = new FleetDesk(this.#parts, this.#journal, (action) => this.#later(action));
    this.#tickets = new TicketDesks(this.#parts, this.#journal, this.#sessions, (action) => this.#later(action));
    this.#requests = new RequestDesk(this.#parts, this.#journal, this.#sessions);
    peers.onChange(() => announcer.changed());
    dependencies.trust.onDocuments(() => {
      this.#later(() => this.#tellTrust(peers.devices));
      this.#later(() => this.#tickets.guests.rulesCame());
    });
  }

  /** Takes up what the database holds: open tickets, live sessions, claims that run or ran out meanwhile. */
  static async open(dependencies: DeskDependencies): Promise<HelpDesk> {
    const { stores, organisationId } = dependencies;
    const desk = new HelpDesk(dependencies, await stores.organisations.read(organisationId));
    const old = await stores.tickets.indexOld(organisationId);
    if (old > 0) dependencies.logger.info('tickets of an earlier release were read', { count: old });
    await desk.reload();
    await desk.#sessions.load(await stores.sessions.live(organisationId));
    desk.#watching.load();
    await desk.#fleet.load();
    await desk.#tickets.load();
    return desk;
  }

  /** Reads devices and open tickets anew, where something else than the desk has written them. */
  async reload(): Promise<void> {
    const { stores, organisationId, clock, board, announcer, logger } = this.#parts;
    for (const { id, name } of await stores.devices.names(organisationId)) this.#deviceNames.set(id, name);
    const waits = await stores.tickets.waits(organisationId, clock.now() - KEEP_WAITS_MS);
    const { records, damaged } = await stores.tickets.open(organisationId);
    for (const { row, seq } of damaged) {
      logger.error('a ticket is damaged and stays as it is', { number: row.number, ticketId: row.id, entry: seq });
    }
    board.load(records, waits);
    for (const ticket of board.open) this.#follow(ticket);
    announcer.changed();
  }

  get here(): Pick<Peers, 'technicians' | 'techniciansAvailable'> {
    return this.#parts.peers;
  }

  /** For the metrics: how many of what there are now. */
  get figures(): { devices: number; consoles: number; openTickets: number; liveSessions: number } {
    const { peers, board } = this.#parts;
    return {
      devices: peers.devices.length,
      consoles: peers.consoles.length,
      openTickets: board.open.length,
      liveSessions: this.#sessions.liveCount,
    };
  }

  isOnline(deviceId: string): boolean {
    return this.#parts.peers.device(deviceId) !== undefined;
  }

  presenceOf(userId: string): Presence {
    return this.#parts.peers.chosenPresence(userId);
  }

  async organisationChanged(): Promise<void> {
    this.#organisation = await this.#parts.stores.organisations.read(this.#parts.organisationId);
    this.#parts.announcer.changed();
  }

  /** Tickets as pages show them, open or closed, in the order given. */
  async summarize(records: readonly TicketRecord[]): Promise<TicketSummary[]> {
    const { stores, organisationId } = this.#parts;
    return Promise.all(
      records.map(async (record) => {
        const { deviceId } = record.row;
        if (deviceId === null) return summary(boardTicket(record), { name: '', online: false });
        const name = this.#deviceNames.get(deviceId) ?? (await stores.devices.find(organisationId, deviceId))?.name ?? '';
        return summary(boardTicket(record), { name, online: this.isOnline(deviceId) });
      }),
    );
  }

  // -- Devices -------------------------------------------------------------------------------------------------------

  deviceArrived(device: DevicePeer): void {
    const { peers, announcer, board } = this.#parts;
    this.#deviceNames.set(device.id, device.name);
    peers.addDevice(device);
    const welcome = { organisation: this.#organisation, techniciansAvailable: peers.techniciansAvailable };
    device.connection.notify(deviceSocket.organisationChanged, welcome);
    for (const ticket of board.ofDevice(device.id)) announcer.status(device, ticket);
    this.#later(async () => {
      // Before any offer: who counts as certified depends on it.
      await this.#tellTrust([device]);
      if (peers.device(device.id) === device) this.#sessions.deviceArrived(device);
      await this.#requests.catchUp(device);
      await this.#fleet.scans.deviceArrived(device);
    });
  }

  deviceLeft(device: DevicePeer): void {
    if (this.#parts.peers.removeDevice(device)) {
      this.#sessions.deviceLeft(device);
      this.#later(() => this.#fleet.scans.deviceLeft(device.id));
    }
    const { stores, organisationId, clock } = this.#parts;
    this.#later(() => stores.devices.seen(organisationId, device.id, clock.now()));
  }

  /** Ends and cancels what it has open; from the next connection on it is a stranger. */
  retireDevice(device: DevicePeer): Promise<void> {
    return this.#serial.run(async () => {
      const { stores, organisationId, clock, board, peers } = this.#parts;
      for (const { row } of board.ofDevice(device.id)) {
        const session = this.#sessions.ofTicket(row.id);
        if (session?.state === 'joined') {
          await this.#sessions.endedByDevice(device, { sessionId: session.id, reason: 'user-closed', head: null });
        }
        await this.#requests.cancel(device, row.requestId);
      }
      // Nobody could take them back from here on.
      this.#fleet.scans.forget(device.id);
      await this.#fleet.alerts.over(await this.#fleet.alerts.toldOf(device, null));
      await stores.fleet.forget(organisationId, device.id);
      await stores.diagnoses.removeAll(organisationId, device.id);
      await stores.devices.retire(organisationId, device.id, clock.now());
      const newer = peers.device(device.id);
      if (newer === undefined || newer === device) return;
      newer.retired = true;
      newer.connection.close('this device was retired');
    });
  }

  createRequest(device: DevicePeer, params: NewRequest): ReturnType<RequestDesk['create']> {
    return this.#serial.run(() => this.#requests.create(device, params));
  }

  readInvitation(token: string): Promise<Invitation> {
    return this.#requests.readInvitation(token);
  }

  createCode(device: DevicePeer, params: NewCode): Promise<void> {
    return this.#serial.run(async () => {
      // Until now it knew no such request, and has dropped what named it.
      if ((await this.#codes.create(device, params)) === 'entered') this.#sessions.deviceArrived(device);
    });
  }

  report(device: DevicePeer, params: Parameters<ReportDesk['add']>[1]): Promise<void> {
    return this.#reports.add(device, params);
  }

  keepDiagnosis(device: DevicePeer, params: Parameters<DiagnosisDesk['add']>[1]): Promise<void> {
    return this.#serial.run(async () => {
      const kept = await this.#diagnoses.add(device, params);
      if (!kept) return;
      await this.#fleet.alerts.reported(device, kept.report, kept.id);
      this.#fleet.changed();
    });
  }

  removeDiagnosis(device: DevicePeer, reportId: string): Promise<void> {
    return this.#serial.run(async () => {
      const { stores, organisationId } = this.#parts;
      const kept = await stores.diagnoses.ofReport(organisationId, device.id, reportId);
      const told = kept ? await this.#fleet.alerts.toldOf(device, kept.id) : [];
      await this.#diagnoses.remove(device, reportId);
      await this.#fleet.alerts.over(told);
      this.#fleet.changed();
    });
  }

  answerScan(device: DevicePeer, { scanId, answer }: ScanAnswered): Promise<void> {
    return this.#serial.run(() => this.#fleet.scans.answer(device, scanId, answer));
  }

  /** Something of all devices together, in the desk's one order. */
  ofFleet<T>(action: (fleet: FleetDesk) => Promise<T>): Promise<T> {
    return this.#serial.run(() => action(this.#fleet));
  }

  /** Something of tickets as cases, in the same order. */
  ofTickets<T>(action: (tickets: TicketDesks) => Promise<T>): Promise<T> {
    return this.#serial.run(() => action(this.#tickets));
  }

  fleetChanged(): void {
    this.#fleet.changed();
  }

  reports(): Promise<ReportList> {
    return this.#reports.list();
  }

  /** Their account was switched off: what they have on users' computers ends at once, also where a link of theirs lives. */
  barTechnician(userId: string): Promise<void> {
    return this.#serial.run(() => this.#sessions.bar(userId));
  }

  cancelCode(device: DevicePeer, requestId: string): void {
    this.#codes.cancel(device, requestId);
  }

  cancelRequest(device: DevicePeer, requestId: string): Promise<void> {
    return this.#serial.run(() => this.#requests.cancel(device, requestId));
  }

  askForCallBack(device: DevicePeer, params: Parameters<RequestDesk['askForCallBack']>[1]): Promise<void> {
    return this.#serial.run(() => this.#requests.askForCallBack(device, params));
  }

  chatFromDevice(device: DevicePeer, params: Parameters<RequestDesk['chat']>[1]): Promise<void> {
    return this.#serial.run(() => this.#requests.chat(device, params));
  }

  answerJoin(device: DevicePeer, sessionId: string, accepted: boolean): Promise<void> {
    return this.#serial.run(() => this.#sessions.answer(device, sessionId, accepted));
  }

  endedByDevice(device: DevicePeer, params: Parameters<SessionDesk['endedByDevice']>[1]): Promise<void> {
    return this.#serial.run(() => this.#sessions.endedByDevice(device, params));
  }

  sessionLives(device: DevicePeer, sessionId: string): void {
    this.#sessions.livesOn(device, sessionId);
  }

  signalFromDevice(device: DevicePeer, params: SignalParams): void {
    this.#sessions.signalFromDevice(device, params);
  }

  iceServersForDevice(device: DevicePeer, sessionId: string): IceServer[] {
    return this.#sessions.iceServersForDevice(device, sessionId);
  }

  // -- Consoles ------------------------------------------------------------------------------------------------------

  consoleArrived(peer: ConsolePeer): void {
    this.#parts.peers.addConsole(peer);
    this.#parts.announcer.welcome(peer);
    this.#sessions.consoleArrived(peer);
    this.#later(() => this.#tellKeys([peer]));
  }

  /** A browser's key came, was approved or removed: its pages may help from now on, or are closed. */
  keysChanged(): Promise<void> {
    return this.#serial.run(() => this.#tellKeys(this.#parts.peers.consoles));
  }

  consoleLeft(peer: ConsolePeer): void {
    if (this.#parts.peers.removeConsole(peer)) this.#sessions.consoleLeft(peer);
  }

  setPresence(peer: ConsolePeer, presence: Presence): void {
    this.#parts.peers.setPresence(peer.user.id, presence);
  }

  /** Throws `ticket.claimed-by-other` with the winner's `name`, `ticket.wrong-state`, `ticket.not-found`, `auth.key-revoked`. */
  claim(peer: ConsolePeer, ticketId: string): Promise<Claimed> {
    return this.#serial.run(async () => {
      await this.#parts.trust.mustNotBeRevoked(peer.publicKey);
      this.#sessions.endOf(this.#journal.open(ticketId));
      const running = this.#sessions.ofTicket(ticketId);
      const isOwn = running?.technician.id === peer.user.id;
      if (running && isOwn && running.state === 'offered' && running.keyId === peer.keyId) {
        this.#sessions.takeUp(running, peer);
        return this.#claimed(peer, running);
      }
      if (running && isOwn && running.state === 'joined') {
        if (running.console && running.console !== peer) {
          throw new AppError('ticket.wrong-state', 'another page of yours holds this session', {
            context: { state: 'in-session' },
          });
        }
        // The page was loaded again: what it had is lost, so it asks anew.
        await this.#sessions.leave(running, technicianOf(peer));
      }
      const claimed = await this.#journal.append(ticketId, technicianOf(peer), { type: 'claimed' });
      if (running && isOwn && running.state === 'offered') {
        await this.#sessions.withdraw(running, 'elsewhere', 'the technician asks from another page');
      }
      const session = await this.#sessions.offer(peer, claimed);
      return this.#claimed(peer, session);
    });
  }

  /** Throws `code.refused`, `code.locked`, `request.rate-limited`, `device.offline`, `auth.key-revoked`. */
  redeemCode(peer: ConsolePeer, code: string): Promise<{ ticketId: string; claim: Claimed }> {
    return this.#serial.run(async () => {
      await this.#parts.trust.mustNotBeRevoked(peer.publicKey);
      const ticket = await this.#codes.redeem(peer, code);
      const session = await this.#sessions.offer(peer, ticket);
      return { ticketId: ticket.row.id, claim: await this.#claimed(peer, session) };
    });
  }

  /** Throws `device.offline`, `standing.not-found`, `standing.not-covered`, `auth.key-revoked`. */
  startStanding(peer: ConsolePeer, { deviceId, standingId }: Standing): Promise<{ ticketId: string; claim: Claimed }> {
    return this.#serial.run(async () => {
      await this.#parts.trust.mustNotBeRevoked(peer.publicKey);
      const ticket = await this.#standing.open(peer, deviceId, standingId);
      const session = await this.#sessions.offer(peer, ticket);
      return { ticketId: ticket.row.id, claim: await this.#claimed(peer, session) };
    });
  }

  /** Throws as `WatchDesk.offer` does, and `auth.key-revoked`. */
  watch(peer: ConsolePeer, ticketId: string): Promise<Claimed> {
    return this.#serial.run(async () => {
      await this.#parts.trust.mustNotBeRevoked(peer.publicKey);
      return this.#claimed(peer, await this.#watching.offer(peer, ticketId));
    });
  }

  /** What the device says that its user allowed beforehand; none while it is away. */
  standingOf(deviceId: string): readonly StandingOffer[] {
    return this.#parts.peers.device(deviceId)?.standing ?? [];
  }

  release(peer: ConsolePeer, ticketId: string): Promise<void> {
    return this.#serial.run(async () => {
      checkReach(peer, 'tickets.write', this.#journal.open(ticketId));
      await this.#journal.release(ticketId, technicianOf(peer), 'by-technician');
      const session = this.#sessions.ofTicket(ticketId);
      if (session) await this.#sessions.withdraw(session, undefined, 'the technician took the offer back');
    });
  }

  /** Ends the technician's own session first, where one runs. */
  finish(peer: ConsolePeer, ticketId: string, solution: string): Promise<void> {
    return this.#serial.run(async () => {
      checkReach(peer, 'tickets.write', this.#journal.open(ticketId));
      const session = this.#sessions.ofTicket(ticketId);
      if (session?.state === 'joined' && session.technician.id === peer.user.id) {
        await this.#sessions.leave(session, technicianOf(peer));
      }
      await this.#journal.append(ticketId, technicianOf(peer), { type: 'done', solution });
      if (session?.state === 'offered') await this.#sessions.withdraw(session, 'withdrawn', 'the request is done');
    });
  }

  note(peer: ConsolePeer, ticketId: string, text: string): Promise<unknown> {
    return this.#serial.run(async () => {
      checkReach(peer, 'tickets.write', await this.#journal.find(ticketId));
      return this.#journal.append(ticketId, technicianOf(peer), { type: 'note', text });
    });
  }

  chatFromConsole(peer: ConsolePeer, params: { ticketId: string; messageId: string; text: string }): Promise<void> {
    return this.#serial.run(async () => {
      const ticket = this.#journal.open(params.ticketId);
      checkReach(peer, 'tickets.write', ticket);
      const message = await this.#journal.say(params.ticketId, technicianOf(peer), 'chat', params);
      if (message) this.#parts.announcer.said(ticket, message);
    });
  }

  /** Throws as `keepHead` does, and `session.not-found`. */
  keepHead(peer: ConsolePeer, params: HeadToKeep): Promise<void> {
    return keepHead(this.#parts, this.#sessions.ofConsole(peer, params.sessionId), params);
  }

  leave(peer: ConsolePeer, sessionId: string): Promise<void> {
    return this.#serial.run(() => this.#sessions.leave(this.#sessions.ofConsole(peer, sessionId), technicianOf(peer)));
  }

  iceServersForConsole(peer: ConsolePeer, sessionId: string): IceServer[] {
    return this.#sessions.iceServersForConsole(peer, sessionId);
  }

  signalFromConsole(peer: ConsolePeer, params: SignalParams): void {
    this.#sessions.signalFromConsole(peer, params);
  }

  /** When everything that was begun is stored. */
  idle(): Promise<unknown> {
    return this.#serial.idle();
  }

  dispose(): void {
    this.#codes.dispose();
    this.#claims.dispose();
    this.#offers.dispose();
    this.#watching.dispose();
    this.#sessions.dispose();
    this.#fleet.dispose();
    this.#tickets.dispose();
    this.#parts.announcer.dispose();
  }

  /** One organisation key a message: together they could be more than a message holds. */
  async #tellTrust(devices: readonly DevicePeer[]): Promise<void> {
    for (const documents of await this.#parts.trust.documents()) {
      for (const { connection } of devices) connection.notify(deviceSocket.trustChanged, { documents: [documents] });
    }
  }

  #claimed(peer: ConsolePeer, session: LiveSession): Promise<Claimed> {
    return claimAnswer(this.#parts, this.#sessions, peer, session);
  }

  async #tellKeys(consoles: readonly ConsolePeer[]): Promise<void> {
    const { stores, organisationId, peers } = this.#parts;
    const waiting = await stores.keys.waiting(organisationId);
    const all = [...waiting.values()].reduce((sum, count) => sum + count, 0);
    for (const peer of consoles) {
      const key = await stores.keys.find(organisationId, peer.keyId);
      if (key === undefined || key.removedAt !== null) {
        peer.signedOut = true;
        peer.connection.close('this key was removed');
        continue;
      }
      peers.setApproved(peer, key.approvedAt !== null);
      peer.connection.notify(consoleSocket.keysChanged, {
        approved: peer.approved,
        waiting: scopeOf(peer.user, 'keys.vouch') === 'all' ? all : (waiting.get(peer.user.id) ?? 0),
      });
    }
  }

  #follow(ticket: BoardTicket): void {
    this.#claims.follow(ticket);
    this.#offers.follow(ticket);
  }

  async #lapse(ticketId: string): Promise<void> {
    const ticket = this.#parts.board.get(ticketId);
    if (ticket?.state.state !== 'claimed') return;
    // The wall clock may have been set back: then the claim runs on.
    if (ticket.state.lapsesAt > this.#parts.clock.now()) return this.#claims.follow(ticket);
    await this.#sessions.lapse(ticket, ticket.state.afterSession);
  }

  /** Nobody waits for these; what goes wrong in them is for the log. */
  #later(action: () => Promise<unknown>): void {
    this.#serial.run(action).catch((error: unknown) => {
      this.#parts.logger.error('the desk could not do what was due', { error: toAppError(error).message });
    });
  }
}
