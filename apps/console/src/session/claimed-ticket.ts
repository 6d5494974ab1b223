import {
  AppError,
  type Clock,
  type Disposable,
  DisposableStore,
  Observable,
  type RandomSource,
  randomId,
  toAppError,
} from '@alongside/base';
import { NOTHING_TO_READ, type Reading } from '@alongside/identity';
import type { PathStats } from '@alongside/peer';
import {
  type ActionRequest,
  CAPABILITIES,
  type Capability,
  type ChatMessage,
  consoleSocket,
  type GuestSide,
  guestCapabilities,
  http,
  type InputEvent,
  type session,
} from '@alongside/protocol';
import type {
  ActionState,
  Ask,
  ChatEntry,
  DiagnosisRun,
  DoneAction,
  Grants,
  InputRefusal,
  RunWish,
  SharedScreen,
  ShellSession,
  ShellSize,
} from '@alongside/technician-core';
import type { Api } from '../api/api.ts';
import type { DeskClient } from '../desk/desk-client.ts';
import type { Observed } from '../shared/use-observable.ts';
import type { Claim } from './claim.ts';
import type { LiveSession } from './live-session.ts';
import { type ChatLine, type Stage, stageOf } from './session-view.ts';

export type Asks = Readonly<Partial<Record<Capability, Ask>>>;
export type LiveGrants = Grants['live'];

export interface ClaimedTicketParts {
  readonly ticketId: string;
  readonly claim: Claim;
  readonly client: Pick<DeskClient, 'call' | 'state' | 'retryNow' | 'onJoinAnswered' | 'onChat'>;
  readonly api: Pick<Api, 'callRoute'>;
  /** Called once, when the user has let one join. */
  readonly join: (claim: Claim) => LiveSession;
  readonly clock: Clock;
  readonly random: RandomSource;
  /** As one's own lines are signed. */
  readonly ownName: () => string;
}

/** Why input had no effect is told this long. */
const REFUSAL_SHOWN_MS = 4000;
const NO_GRANTS: Grants = { live: {}, paused: false, userIsAsked: false };

/**
 * A claimed request as its page sees it: the offer to join, chat through the server until then, and the session after
 * it. What the session has is empty before there is one.
 */
export class ClaimedTicket implements Disposable {
  readonly ticketId: string;
  readonly sessionId: string;
  readonly userName: string;
  readonly deviceName: string;
  /** The user's side is a page in a browser. */
  readonly guest: GuestSide | undefined;
  /** One stays to watch: whose session. Nothing but its picture can be asked for, and nothing is sent but words. */
  readonly watches: Claim['watches'];
  /** What can be asked for. */
  readonly offers: readonly Capability[];
  readonly stage = new Observable<Stage>({ stage: 'offered' });
  readonly asks = new Observable<Asks>({});
  /** Why the last question was not taken by the user's side. */
  readonly askRefused = new Observable<string | undefined>(undefined);
  readonly grants = new Observable<Grants>(NO_GRANTS);
  readonly screen = new Observable<SharedScreen | undefined>(undefined);
  /** Who else is in the session. */
  readonly company = new Observable<session.Company>([]);
  readonly video = new Observable<MediaStream | undefined>(undefined);
  /** The newest command window, ended or not. */
  readonly shell = new Observable<ShellSession | undefined>(undefined);
  /** The words that the user is asked for. */
  readonly words = new Observable<Reading>(NOTHING_TO_READ);
  readonly action = new Observable<ActionState>({ state: 'none' });
  readonly actionsDone = new Observable<readonly DoneAction[]>([]);
  readonly inputRefused = new Observable<InputRefusal | undefined>(undefined);
  /** Entries of the record so far. */
  readonly ledgerLength = new Observable<number>(0);
  readonly chat: Observable<readonly ChatLine[]>;
  readonly #parts: ClaimedTicketParts;
  readonly #store = new DisposableStore();
  /** What went through the server. */
  #before: readonly ChatLine[];
  #live: LiveSession | undefined;
  #refusalTimer: Disposable | undefined;

  constructor(parts: ClaimedTicketParts) {
    this.#parts = parts;
    this.ticketId = parts.ticketId;
    this.sessionId = parts.claim.sessionId;
    this.userName = parts.claim.requester;
    this.deviceName = parts.claim.device.name;
    this.guest = parts.claim.guest;
    this.watches = parts.claim.watches;
    this.offers = offersOf(parts.claim);
    this.#before = parts.claim.chat.map(fromServer);
    this.chat = new Observable(this.#before);
    const { client, claim } = parts;
    this.#store.add(
      client.onJoinAnswered(({ sessionId, answer }) => {
        if (sessionId !== claim.sessionId || this.stage.value.stage !== 'offered') return;
        if (answer === 'accepted') this.#begin();
        else this.stage.set({ stage: 'not-joined', why: answer });
      }),
    );
    this.#store.add(client.state.onChange(({ state }) => state === 'online' && this.#takeUp()));
    this.#store.add(
      client.onChat(({ ticketId, message }) => {
        if (ticketId === this.ticketId && message.from === 'user') this.#putBefore(fromServer(message));
      }),
    );
  }

  async ask(capability: Capability, reason: string, durationMs: number, stepUp?: string): Promise<void> {
    this.askRefused.set(undefined);
    try {
      await this.#session.consent.ask(capability, reason, durationMs, stepUp);
    } catch (thrown) {
      this.askRefused.set(toAppError(thrown).code);
      throw thrown;
    }
  }

  askAction(request: ActionRequest, reason: string, stepUp?: string): Promise<void> {
    return this.#session.actions.ask(request, reason, stepUp);
  }

  withdraw(askId: string): Promise<void> {
    return this.#session.consent.withdraw(askId);
  }

  giveBack(capability: Capability): Promise<void> {
    return this.#session.consent.giveBack(capability);
  }

  /** Inside the link while joined, through the server before and after; a message that fails stays in the story as such. */
  async say(text: string): Promise<void> {
    const { clock, random, client, api, ownName } = this.#parts;
    const isOver = this.stage.value.stage === 'ended';
    const line = {
      id: randomId(random),
      from: 'technician' as const,
      name: ownName(),
      text,
      at: clock.now(),
      throughServer: true,
    };
    try {
      if (this.#live !== undefined && !isOver) return await this.#live.session.chat.say(text);
      this.#putBefore({ ...line, delivery: 'sending' });
      const said = { messageId: line.id, text };
      // An answer as from the ticket's own page: whoever closed the program hears of it in the other ways.
      if (isOver) await api.callRoute(http.ticketSay, { params: { id: this.ticketId }, body: { ...said, to: 'user' } });
      else await client.call(consoleSocket.consoleChatSay, { ticketId: this.ticketId, ...said });
      this.#putBefore({ ...line, delivery: 'sent' });
    } catch {
      // Told beside the message; within the link its own entry says so.
      if (this.#before.some(({ id }) => id === line.id)) this.#putBefore({ ...line, delivery: 'failed' });
    }
  }

  sendInput(events: readonly InputEvent[]): void {
    this.#live?.session.input.send(events);
  }

  async openShell(size: ShellSize): Promise<void> {
    await this.#session.shells.open(size);
  }

  diagnose(wish: RunWish): DiagnosisRun {
    return this.#session.diagnosis.run(wish);
  }

  /** Canonical bytes of the record so far; undefined before there is one. */
  exportLedger(): string | undefined {
    return this.#live?.session.ledger.export();
  }

  /** How long the other side has been silent. */
  silentMs(): number {
    return this.#live?.session.silentMs ?? 0;
  }

  async path(): Promise<PathStats | undefined> {
    const found = await this.#live?.path();
    return found && { ...found, roundTripMs: found.roundTripMs ?? this.#live?.session.roundTripMs };
  }

  /** Ends the link and nothing else: closing the request ends the session at the server. */
  endLink(reason: 'finished' | 'technician-left', how: 'politely' | 'atOnce' = 'politely'): void {
    this.#live?.session.leave(reason, { how });
  }

  /** Ends the session with its link, or takes the offer back; nothing happens where it is over. */
  async leave(how: 'politely' | 'atOnce' = 'politely'): Promise<void> {
    const { client, claim } = this.#parts;
    const { stage } = this.stage.value;
    if (stage === 'ended' || stage === 'not-joined') return;
    this.endLink('technician-left', how);
    await client.call(consoleSocket.sessionLeave, { sessionId: claim.sessionId });
    // Nobody answers for an offer that was taken back, and the page of whoever watches falls back by itself.
    if (this.watches !== undefined && this.stage.value.stage === 'offered')
      this.stage.set({ stage: 'not-joined', why: 'cancelled' });
  }

  /** Leaves to somebody who goes on: the user is told who, and asked about them anew. */
  async handOver(to: string): Promise<void> {
    const { client, claim } = this.#parts;
    const { stage } = this.stage.value;
    this.#live?.session.leave('handed-over', { to });
    // The user's side ends it at the server once it has heard who goes on; the server's word could overtake that one.
    if (stage !== 'live') await client.call(consoleSocket.sessionLeave, { sessionId: claim.sessionId });
  }

  dispose(): void {
    this.#refusalTimer?.dispose();
    this.#live?.dispose();
    this.#store.dispose();
  }

  /**
   * The page is connected anew: who asks has the session, and is told if the user has said yes. The server could else take a
   * socket of before for this page, or another page of this browser.
   */
  #takeUp(): void {
    if (this.stage.value.stage !== 'offered') return;
    const { client, claim } = this.#parts;
    // There is none before the yes, which is what is waited for.
    client.call(consoleSocket.consoleIceServers, { sessionId: claim.sessionId }).catch(() => undefined);
  }

  get #session() {
    if (this.#live === undefined) throw new AppError('session.not-joined', 'the user has not let you join yet');
    return this.#live.session;
  }

  #begin(): void {
    const live = this.#parts.join(this.#parts.claim);
    this.#live = live;
    const { session } = live;
    this.#follow(session.state, (state) => {
      this.stage.set(stageOf(state));
      // What took the link away may have taken the server's socket, too, and a new link needs that.
      if (state.state === 'silent') this.#parts.client.retryNow();
    });
    this.#follow(session.consent.asks, (asks) => this.asks.set(asks));
    this.#follow(session.consent.grants, (grants) => this.grants.set(grants));
    this.#follow(session.words.reading, (reading) => this.words.set(reading));
    this.#follow(session.actions.current, (action) => this.action.set(action));
    this.#follow(session.actions.done, (done) => this.actionsDone.set(done));
    this.#follow(session.company, (company) => this.company.set(company));
    this.#follow(session.screen, (screen) => this.screen.set(screen));
    this.#follow(live.video, (video) => this.video.set(video));
    this.#follow(session.shells.all, (shells) => this.shell.set(shells.at(-1)));
    this.#follow(session.chat.entries, () => this.#putChat());
    this.#follow(session.chat.earlier, (messages) => this.#putEarlier(messages));
    this.#store.add(session.onInputRefused((refusal) => this.#handleRefusal(refusal)));
    this.#store.add(session.ledger.replica.onEntry(() => this.ledgerLength.set(session.ledger.replica.record.links.length)));
  }

  #follow<T>(source: Observed<T>, take: (value: T) => void): void {
    take(source.value);
    this.#store.add(source.onChange(take));
  }

  #handleRefusal(refusal: InputRefusal): void {
    this.inputRefused.set(refusal);
    this.#refusalTimer?.dispose();
    this.#refusalTimer = this.#parts.clock.after(REFUSAL_SHOWN_MS, () => this.inputRefused.set(undefined));
  }

  /** What the user passed on of a session with somebody else. */
  #putEarlier(messages: readonly ChatMessage[]): void {
    const known = new Set(this.#before.map(({ id }) => id));
    const lines = messages
      .filter(({ id }) => !known.has(id))
      .map((message): ChatLine => ({ ...message, throughServer: false, delivery: 'sent' }));
    this.#before = [...this.#before, ...lines].sort((one, other) => one.at - other.at);
    this.#putChat();
  }

  #putBefore(line: ChatLine): void {
    const known = this.#before.some(({ id }) => id === line.id);
    this.#before = known ? this.#before.map((each) => (each.id === line.id ? line : each)) : [...this.#before, line];
    this.#putChat();
  }

  #putChat(): void {
    const { ownName } = this.#parts;
    const within = (this.#live?.session.chat.entries.value ?? []).map(
      (entry: ChatEntry): ChatLine => ({
        ...entry,
        name: entry.name ?? (entry.from === 'user' ? this.userName : ownName()),
        throughServer: false,
        ...(entry.name === undefined ? {} : { passedOn: true as const }),
      }),
    );
    this.chat.set([...this.#before, ...within]);
  }
}

function offersOf({ watches, guest }: Claim): readonly Capability[] {
  if (watches !== undefined) return ['screen.view'];
  return guest === undefined ? CAPABILITIES : guestCapabilities(guest.screen);
}

function fromServer(message: ChatMessage): ChatLine {
  return { ...message, throughServer: true, delivery: 'sent' };
}
