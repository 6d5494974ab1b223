import { AppError, type Disposable, randomId } from '@alongside/base';
import type { TicketActor } from '@alongside/desk';
import { consoleSocket, deviceSocket, type IceServer, type JoinAnswer, type SignalParams } from '@alongside/protocol';
import type { z } from 'zod';
import type { LiveRow } from '../storage/session-store.ts';
import type { DeskParts } from './desk-parts.ts';
import { letReport } from './let-report.ts';
import { type LiveSession, SignalRing } from './live-session.ts';
import type { ConsolePeer, DevicePeer } from './peers.ts';
import { type Head, SessionTrace, type Traced, tracedIn } from './session-trace.ts';
import { standingOf } from './standing-starts.ts';
import type { BoardTicket } from './ticket-board.ts';
import { SYSTEM, type TicketJournal, technicianOf, userOf } from './ticket-journal.ts';

/** A page whose socket is away comes back within this, or is gone (DESIGN 4). */
const RESUME_MS = 60_000;
/** In which the user's side says that the link to a page that stays away lives. */
const LIVES_ANSWER_MS = 10_000;
/** Where both ends are away nobody can say that a session is over; after this it is (DESIGN 4: 5 minutes). */
const BOTH_AWAY_MS = 5 * 60_000;

type Parts = Pick<DeskParts, 'stores' | 'organisationId' | 'clock' | 'random' | 'board' | 'peers' | 'iceServers'> & {
  readonly trust: Pick<DeskParts['trust'], 'chainsFor'>;
};
type SessionEndReason = z.infer<typeof deviceSocket.sessionEndReason>;

/**
 * Offers to join and joined sessions: who they are between, who is here, and when they end. Signals pass from one end of
 * a joined session to its other end and to nobody else; nothing of them is kept but a minute in memory.
 */
export class SessionDesk implements Disposable {
  readonly #parts: Parts;
  readonly #journal: TicketJournal;
  readonly #trace: SessionTrace;
  /** Runs what a timer began in the desk's order. */
  readonly #later: (action: () => Promise<unknown>) => void;
  readonly #sessions = new Map<string, LiveSession>();

  constructor(parts: Parts, journal: TicketJournal, later: (action: () => Promise<unknown>) => void) {
    this.#parts = parts;
    this.#journal = journal;
    this.#trace = new SessionTrace(journal);
    this.#later = later;
  }

  get liveCount(): number {
    return this.#sessions.size;
  }

  /** After a restart: a server that was away has ended nothing. */
  async load(rows: readonly LiveRow[]): Promise<void> {
    for (const row of rows) {
      const ticket = this.#parts.board.get(row.ticketId);
      if (!ticket) continue;
      const state = await this.#stateOf(row, ticket);
      if (state !== 'offered' && state !== 'joined') continue;
      const session: LiveSession = {
        id: row.id,
        ticketId: row.ticketId,
        requestId: row.guestRequestId ?? ticket.row.requestId,
        deviceId: row.deviceId,
        guest: row.guestBrowser === null ? undefined : { browser: row.guestBrowser, screen: true },
        standing: row.guestRequestId === null && row.watches === null ? standingOf(ticket) : undefined,
        technician: { id: row.technicianId, name: row.technicianName, publicKey: row.technicianPublicKey },
        keyId: row.keyId,
        watches: row.watches ?? undefined,
        offeredAt: row.offeredAt,
        signals: new SignalRing(this.#parts.clock),
        state,
        console: undefined,
        awayTimer: undefined,
      };
      this.#sessions.set(session.id, session);
      this.#expectBack(session);
    }
  }

  /** A server that is killed has written to the ticket, and perhaps not here yet: what stands there is how it is. */
  async #stateOf(row: LiveRow, { state: live }: BoardTicket): Promise<LiveRow['state']> {
    const { stores, organisationId, clock } = this.#parts;
    const { id, state, watches, technicianId } = row;
    if (watches !== null) return this.#stateOfWatching(row);
    if (live.state === 'in-session' && live.sessionId === id) {
      if (state === 'offered') await stores.sessions.joined(organisationId, id, live.since);
      return 'joined';
    }
    if (state === 'offered' && live.state === 'claimed' && live.technician.id === technicianId) return state;
    const over = state === 'offered' ? 'withdrawn' : 'ended';
    await stores.sessions.closed(organisationId, id, over, clock.now());
    return over;
  }

  /** As above; the ticket's state tells nothing of one that watches, its log does. */
  async #stateOfWatching(row: LiveRow): Promise<LiveRow['state']> {
    const { stores, organisationId, clock } = this.#parts;
    const { joined, ended } = await this.#tracedOf(row);
    if (ended !== undefined) {
      await stores.sessions.closed(organisationId, row.id, 'ended', clock.now());
      return 'ended';
    }
    if (!joined || row.state === 'joined') return row.state;
    await stores.sessions.joined(organisationId, row.id, clock.now());
    return 'joined';
  }

  async #tracedOf({ id, ticketId }: Pick<LiveRow, 'id' | 'ticketId'>): Promise<Traced> {
    const { stores, organisationId } = this.#parts;
    return tracedIn((await stores.tickets.find(organisationId, ticketId))?.events ?? [], id);
  }

  /** The one that helps, or would. */
  ofTicket(ticketId: string): LiveSession | undefined {
    return [...this.#sessions.values()].find((session) => session.ticketId === ticketId && session.watches === undefined);
  }

  /** Those that are there to watch another one, or ask to. */
  get watching(): readonly LiveSession[] {
    return this.#of(({ watches }) => watches !== undefined);
  }

  watchedBy({ watches }: LiveSession): LiveSession | undefined {
    return watches === undefined ? undefined : this.#sessions.get(watches);
  }

  /** Throws `session.not-found` unless the session is live and this page's. */
  ofConsole(peer: ConsolePeer, sessionId: string): LiveSession {
    const session = this.#sessions.get(sessionId);
    if (session?.technician.id !== peer.user.id || session.keyId !== peer.keyId) throw notFound();
    return session;
  }

  /**
   * Who would be asked to join: the page that its user opened by the ticket's link, or the computer of the request. Throws
   * `device.unknown` where there is neither: nobody can be asked.
   */
  endOf({ row }: BoardTicket): Pick<LiveSession, 'deviceId' | 'requestId' | 'guest'> {
    const guest = this.#parts.peers.guestOf(row.id);
    if (guest) return { deviceId: guest.id, requestId: guest.requestId, guest: guest.side };
    if (row.deviceId === null) throw new AppError('device.unknown', 'this request came without a computer');
    return { deviceId: row.deviceId, requestId: row.requestId, guest: undefined };
  }

  /** To the other end of `watched`, where that is what it is for. */
  async offer(peer: ConsolePeer, ticket: BoardTicket, watched?: LiveSession): Promise<LiveSession> {
    const { stores, organisationId, clock, random, peers } = this.#parts;
    const { user, keyId, publicKey } = peer;
    const { deviceId, requestId, guest } = watched ?? this.endOf(ticket);
    const session: LiveSession = {
      id: randomId(random),
      ticketId: ticket.row.id,
      deviceId,
      requestId,
      guest,
      standing: guest || watched ? undefined : standingOf(ticket),
      technician: { id: user.id, name: user.name, publicKey },
      keyId,
      watches: watched?.id,
      offeredAt: clock.now(),
      signals: new SignalRing(clock),
      state: 'offered',
      console: peer,
      awayTimer: undefined,
    };
    await stores.sessions.create(organisationId, {
      id: session.id,
      ticketId: session.ticketId,
      deviceId: session.deviceId,
      technicianId: user.id,
      technicianName: user.name,
      keyId,
      technicianPublicKey: publicKey,
      offeredAt: session.offeredAt,
      watches: watched?.id ?? null,
    });
    this.#sessions.set(session.id, session);
    if (!peer.connection.open) this.#expectBack(session);
    // After the claim was answered: the page must know the session before it hears of it.
    setImmediate(() => {
      const device = peers.atEnd(session.deviceId);
      if (device) this.#later(() => this.#tellOffer(session, device));
      else this.#tellConsole(session, 'away');
    });
    return session;
  }

  async answer(device: DevicePeer, sessionId: string, accepted: boolean): Promise<void> {
    const { stores, organisationId, clock } = this.#parts;
    const session = this.#ofDevice(device, sessionId);
    // The same answer again (it was lost on the way back) is no other answer.
    if (session.state === 'joined' && accepted) return;
    if (session.state !== 'offered') throw new AppError('ticket.wrong-state', 'this offer was answered already');
    if (!accepted) {
      await this.#trace.declined(session);
      this.#answered(session, 'declined');
      return this.#close(session, 'declined');
    }
    await this.#trace.joined(session);
    await stores.sessions.joined(organisationId, sessionId, clock.now());
    session.state = 'joined';
    this.#answered(session, 'accepted');
    this.#tellDevice(session, session.console ? 'here' : 'away');
  }

  /** Takes an offer back without touching the ticket; `answer` is told to the page, `reason` to the device. */
  async withdraw(session: LiveSession, answer: JoinAnswer | undefined, reason: string): Promise<void> {
    const device = this.#parts.peers.atEnd(session.deviceId);
    device?.connection.notify(deviceSocket.joinWithdrawn, { sessionId: session.id, reason });
    if (answer) this.#answered(session, answer);
    await this.#close(session, 'withdrawn');
  }

  /** A claim ran out of time. */
  async lapse(ticket: BoardTicket, afterSession: boolean): Promise<void> {
    await this.#journal.release(ticket.row.id, SYSTEM, afterSession ? 'session-over' : 'lapsed');
    const session = this.ofTicket(ticket.row.id);
    if (session) await this.withdrawUnanswered(session);
  }

  async withdrawUnanswered(session: LiveSession): Promise<void> {
    const away = !this.#parts.peers.atEnd(session.deviceId);
    await this.withdraw(session, away ? 'device-away' : 'lapsed', 'the offer was not answered in time');
  }

  /** The technician's side is done with it: an offer is taken back and the ticket released, a session ended. */
  async leave(session: LiveSession, actor: TicketActor): Promise<void> {
    if (session.state === 'offered') {
      await this.#trace.takenBack(session, actor);
      return this.withdraw(session, undefined, 'the technician took the offer back');
    }
    this.#tellDevice(session, 'gone');
    await this.end(session, actor, 'technician-left', null);
  }

  /**
   * A technician is barred: their offers are taken back, and users' computers are told to end what they joined. Throws where
   * one could not be ended, after the others were.
   */
  async bar(userId: string): Promise<void> {
    const failed: unknown[] = [];
    for (const session of this.#of(({ technician }) => technician.id === userId)) {
      const actor: TicketActor = { kind: 'technician', id: session.technician.id, name: session.technician.name };
      if (session.state === 'joined') this.#tellDevice(session, 'barred');
      await this.leave(session, actor).catch((error: unknown) => failed.push(error));
    }
    if (failed.length > 0) throw failed[0];
  }

  /** What was watched is over, and so is watching it. */
  async endWatching(session: LiveSession): Promise<void> {
    if (session.state === 'offered') return this.withdraw(session, 'cancelled', 'the session to watch is over');
    this.#tellDevice(session, 'gone');
    await this.end(session, SYSTEM, 'watch-over' satisfies SessionEndReason, null);
  }

  async end(session: LiveSession, actor: TicketActor, reason: string, head: Head | null): Promise<void> {
    const { stores, organisationId } = this.#parts;
    await this.#trace.ended(session, actor, reason, head);
    if (head) await stores.sessions.head(organisationId, session.id, head);
    const told = deviceSocket.sessionEndReason.safeParse(reason);
    this.#tellConsole(session, 'ended', told.success ? { reason: told.data } : {});
    await this.#close(session, 'ended');
  }

  async endedByDevice(device: DevicePeer, params: { sessionId: string; reason: string; head: Head | null }): Promise<void> {
    const { stores, organisationId } = this.#parts;
    const live = this.#sessions.get(params.sessionId);
    if (live?.deviceId === device.id) {
      if (live.state === 'offered') return this.answer(device, live.id, false);
      const ticket = this.#journal.open(live.ticketId);
      return this.end(live, userOf(ticket), params.reason, params.head);
    }
    // It ended before the device could say so (the page left first); its last head is still worth keeping.
    const row = await stores.sessions.find(organisationId, params.sessionId);
    if (row?.deviceId !== device.id) throw notFound();
    if (params.head && row.headSeq === null) await stores.sessions.head(organisationId, row.id, params.head);
  }

  /** Throws `session.not-found`, `session.not-joined`. */
  iceServersForDevice(device: DevicePeer, sessionId: string): IceServer[] {
    return this.#freshIceServers(this.#ofDevice(device, sessionId));
  }

  /**
   * Who asks has the session in its page: it is told of it from now on, also where its socket of before seems to live still, or
   * another page of the same browser was here first. Throws `session.not-found`, `session.not-joined`.
   */
  iceServersForConsole(peer: ConsolePeer, sessionId: string): IceServer[] {
    if (!this.#sessions.has(sessionId)) this.#later(() => this.#tellMissed(peer, sessionId));
    const session = this.ofConsole(peer, sessionId);
    if (session.console !== peer && peer.connection.open) this.takeUp(session, peer);
    return this.#freshIceServers(session);
  }

  signalFromConsole(peer: ConsolePeer, params: SignalParams): void {
    const session = this.#sessions.get(params.sessionId);
    if (session?.state !== 'joined' || session.console !== peer || !session.signals.take('technician')) return;
    const device = this.#parts.peers.atEnd(session.deviceId);
    if (device) device.connection.notify(deviceSocket.deviceSignalled, params);
    else session.signals.keep('agent', params);
  }

  signalFromDevice(device: DevicePeer, params: SignalParams): void {
    const session = this.#sessions.get(params.sessionId);
    if (session?.state !== 'joined' || session.deviceId !== device.id || !session.signals.take('agent')) return;
    if (session.console) session.console.connection.notify(consoleSocket.consoleSignalled, params);
    else session.signals.keep('technician', params);
  }

  deviceArrived(device: DevicePeer): void {
    for (const session of this.#of((candidate) => candidate.deviceId === device.id)) {
      if (session.state === 'offered') this.#later(() => this.#tellOffer(session, device));
      else this.#tellDevice(session, session.console ? 'here' : 'away');
      this.#tellConsole(session, 'here');
      for (const params of session.signals.takeFor('agent')) device.connection.notify(deviceSocket.deviceSignalled, params);
      if (session.console) this.#stopExpecting(session);
    }
  }

  deviceLeft(device: DevicePeer): void {
    for (const session of this.#of((candidate) => candidate.deviceId === device.id)) this.#tellConsole(session, 'away');
  }

  /** A page with the key of a session whose own page is away takes it up. */
  consoleArrived(peer: ConsolePeer): void {
    const mine = this.#of((session) => session.keyId === peer.keyId && session.technician.id === peer.user.id);
    for (const session of mine) {
      if (session.console) continue;
      this.takeUp(session, peer);
    }
  }

  takeUp(session: LiveSession, peer: ConsolePeer): void {
    // Two pages that wait for one answer would both begin with it.
    if (session.state === 'offered' && session.console !== peer) this.#answered(session, 'elsewhere');
    session.console = peer;
    this.#stopExpecting(session);
    this.#tellConsole(session, this.#parts.peers.atEnd(session.deviceId) ? 'here' : 'away');
    if (session.state === 'joined') {
      // The user may have said so while the page was away.
      this.#answered(session, 'accepted');
      this.#tellDevice(session, 'here');
    }
    for (const params of session.signals.takeFor('technician')) {
      peer.connection.notify(consoleSocket.consoleSignalled, params);
    }
  }

  consoleLeft(peer: ConsolePeer): void {
    for (const session of this.#of((candidate) => candidate.console === peer)) {
      session.console = undefined;
      if (peer.signedOut) {
        // The link between the two needs no server: the computer ends it.
        if (session.state === 'joined') this.#tellDevice(session, 'signed-out');
        this.#later(() => this.#stillLive(session, () => this.leave(session, technicianOf(peer))));
        continue;
      }
      if (session.state === 'joined') this.#tellDevice(session, 'away');
      this.#expectBack(session);
    }
  }

  dispose(): void {
    for (const session of this.#sessions.values()) session.awayTimer?.dispose();
    this.#sessions.clear();
  }

  /** The user's side: the two reach each other without us. It is asked again while the page stays away. */
  livesOn(device: DevicePeer, sessionId: string): void {
    const session = this.#sessions.get(sessionId);
    if (session?.deviceId !== device.id || session.state !== 'joined' || session.console) return;
    this.#expectBack(session);
  }

  /**
   * A page that stays away for a minute is gone, and the session with it, unless the user's side says that the link between the
   * two lives; as long as that is away too nobody can tell, so then it takes five.
   */
  #expectBack(session: LiveSession, since = this.#parts.clock.monotonic()): void {
    const { clock, peers } = this.#parts;
    session.awayTimer?.dispose();
    const limit = () => (peers.atEnd(session.deviceId) || session.state === 'offered' ? RESUME_MS : BOTH_AWAY_MS);
    session.awayTimer = clock.after(Math.max(0, since + limit() - clock.monotonic()), () => {
      if (session.console) return;
      if (clock.monotonic() < since + limit()) return this.#expectBack(session, since);
      if (session.state === 'offered' || !peers.atEnd(session.deviceId)) return this.#giveUp(session);
      this.#tellDevice(session, 'gone');
      session.awayTimer = clock.after(LIVES_ANSWER_MS, () => this.#giveUp(session));
    });
  }

  #giveUp(session: LiveSession): void {
    const actor: TicketActor = { kind: 'technician', id: session.technician.id, name: session.technician.name };
    this.#later(() => this.#stillLive(session, () => this.leave(session, actor)));
  }

  #stopExpecting(session: LiveSession): void {
    session.awayTimer?.dispose();
    session.awayTimer = undefined;
  }

  async #stillLive(session: LiveSession, action: () => Promise<void>): Promise<void> {
    if (this.#sessions.get(session.id) === session && !session.console) await action();
  }

  #of(matches: (session: LiveSession) => boolean): LiveSession[] {
    return [...this.#sessions.values()].filter(matches);
  }

  #ofDevice(device: DevicePeer, sessionId: string): LiveSession {
    const session = this.#sessions.get(sessionId);
    if (session?.deviceId !== device.id) throw notFound();
    return session;
  }

  #freshIceServers(session: LiveSession): IceServer[] {
    if (session.state !== 'joined') throw new AppError('session.not-joined', 'this session was not joined');
    return this.#parts.iceServers(session.id);
  }

  async #tellOffer(session: LiveSession, device: DevicePeer): Promise<void> {
    const { trust, iceServers } = this.#parts;
    const certificates = await trust.chainsFor(session.technician.publicKey);
    if (this.#sessions.get(session.id) !== session || session.state !== 'offered') return;
    device.connection.notify(deviceSocket.joinOffered, {
      sessionId: session.id,
      requestId: session.requestId,
      technician: { ...session.technician, certificates },
      iceServers: iceServers(session.id),
      ...(session.standing && { standing: session.standing }),
      ...(session.watches !== undefined && { watches: session.watches }),
    });
  }

  #tellConsole(session: LiveSession, state: 'here' | 'away' | 'ended', more: { reason?: SessionEndReason } = {}): void {
    session.console?.connection.notify(consoleSocket.devicePresence, { sessionId: session.id, state, ...more });
  }

  #tellDevice(session: LiveSession, state: deviceSocket.TechnicianState): void {
    const device = this.#parts.peers.atEnd(session.deviceId);
    device?.connection.notify(deviceSocket.technicianPresence, { sessionId: session.id, state });
  }

  /** What became of an offer, or a session, while the page that has it was away. */
  async #tellMissed(peer: ConsolePeer, sessionId: string): Promise<void> {
    const { stores, organisationId } = this.#parts;
    const row = await stores.sessions.find(organisationId, sessionId);
    if (row?.technicianId !== peer.user.id || row.keyId !== peer.keyId) return;
    if (row.state === 'ended') {
      const told = deviceSocket.sessionEndReason.safeParse((await this.#tracedOf(row)).ended);
      const more = told.success ? { reason: told.data } : {};
      peer.connection.notify(consoleSocket.devicePresence, { sessionId, state: 'ended', ...more });
    }
    // One that waits for the answer to its offer still is let go by this.
    const answer = row.state === 'declined' ? 'declined' : 'withdrawn';
    peer.connection.notify(consoleSocket.joinAnswered, { sessionId, answer });
  }

  #answered(session: LiveSession, answer: JoinAnswer): void {
    session.console?.connection.notify(consoleSocket.joinAnswered, { sessionId: session.id, answer });
  }

  async #close(session: LiveSession, state: 'declined' | 'withdrawn' | 'ended'): Promise<void> {
    const { stores, organisationId, clock } = this.#parts;
    this.#stopExpecting(session);
    this.#sessions.delete(session.id);
    await stores.sessions.closed(organisationId, session.id, state, clock.now());
    this.#sendOut(session);
    for (const watcher of this.#of(({ watches }) => watches === session.id)) await this.endWatching(watcher);
  }

  /** A page that was only there for this session any more. */
  #sendOut({ ticketId, deviceId }: LiveSession): void {
    const { peers, clock } = this.#parts;
    const guest = peers.guestOf(ticketId);
    if (guest?.id !== deviceId || guest.outAfterwards === undefined || !peers.removeGuest(guest)) return;
    letReport(clock, guest, guest.outAfterwards);
  }
}

function notFound(): AppError {
  return new AppError('session.not-found', 'there is no such session of yours');
}
