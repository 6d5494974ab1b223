import {
  type Clock,
  type Crypto,
  type Disposable,
  DisposableStore,
  Emitter,
  type Event,
  type Logger,
  Observable,
  type RandomSource,
  type SigningKey,
} from '@alongside/base';
import { FreshIceServers, type Link, type LinkState } from '@alongside/peer';
import { type Capability, consoleSocket, session } from '@alongside/protocol';
import { Connection, contract } from '@alongside/rpc';
import type { z } from 'zod';
import { Actions } from './actions.ts';
import { Chat } from './chat.ts';
import { ConsentView } from './consent-view.ts';
import { Diagnosis } from './diagnosis.ts';
import { InputEncoder } from './input-encoder.ts';
import { LedgerKeeper, type ServerCalls } from './ledger-keeper.ts';
import {
  type ByeReason,
  type EndedAtUser,
  endAtUser,
  endOfLink,
  type SessionEnd,
  type SessionState,
  stateOfLink,
} from './session-state.ts';
import { Shells } from './shells.ts';
import { WordsReader } from './words-reader.ts';

export interface TechnicianSessionParts {
  readonly sessionId: string;
  /** Role technician, of this session; from now on the session's, which closes it. */
  readonly link: Link;
  readonly server: ServerCalls;
  /** The device's key, as the link proves it. */
  readonly agentKey: string;
  /** The key that the link proves for us; it signs the heads. */
  readonly identity: SigningKey;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

/** The screen that is shown to us. */
export interface SharedScreen {
  readonly grantId: string;
  readonly width: number;
  readonly height: number;
  readonly label: string;
}

export type InputRefusal = z.infer<typeof session.inputRefused.params>;
export type InputStanding = z.infer<typeof session.inputState.params>;
export type ScreenStop = z.infer<typeof session.screenStopped.params>['reason'];

const CONTRACT = contract(session);
/** After the end the agent still sends the record's last entries and closes the link itself; no longer than this. */
const FAREWELL_MS = 10_000;

/**
 * A technician's side of one joined session: what is asked and allowed, the screen, input, shells, diagnosis, chat, and
 * the copy of the record. Nothing here is trusted by the agent; it is what an honest technician does.
 */
export class TechnicianSession implements Disposable {
  readonly state: Observable<SessionState>;
  readonly consent: ConsentView;
  readonly chat: Chat;
  readonly input: InputEncoder;
  readonly shells: Shells;
  readonly diagnosis: Diagnosis;
  readonly actions: Actions;
  readonly ledger: LedgerKeeper;
  readonly words: WordsReader;
  /** Undefined while none is shown. */
  readonly screen = new Observable<SharedScreen | undefined>(undefined);
  /** What the user's machine can do, told when control begins. */
  readonly inputStanding = new Observable<InputStanding | undefined>(undefined);
  /** Who else is in the session, as the user's side told it last. */
  readonly company = new Observable<session.Company>([]);
  /** The messages' own connection, for what has no method here and for hostile tests. */
  readonly connection: Connection;
  readonly #parts: TechnicianSessionParts;
  readonly #store = new DisposableStore();
  readonly #inputRefused = new Emitter<InputRefusal>();
  readonly #screenStopped = new Emitter<ScreenStop>();
  readonly #iceServers: FreshIceServers;
  #endedAtUser: EndedAtUser | undefined;

  /** The last input had no effect, and why. */
  readonly onInputRefused: Event<InputRefusal> = this.#inputRefused.event;
  readonly onScreenStopped: Event<ScreenStop> = this.#screenStopped.event;

  constructor(parts: TechnicianSessionParts) {
    this.#parts = parts;
    const { link, clock, random, crypto, logger, server, sessionId } = parts;
    const ask = () => server.call(consoleSocket.consoleIceServers, { sessionId });
    this.#iceServers = this.#store.add(new FreshIceServers({ link, ask, clock, logger }));
    this.connection = new Connection(link.transport, {
      local: 'technician',
      remote: 'agent',
      contract: CONTRACT,
      clock,
      logger,
    });
    const { connection } = this;
    this.consent = this.#store.add(new ConsentView({ connection, clock, random }));
    this.chat = this.#store.add(new Chat({ connection, clock, random }));
    this.shells = this.#store.add(new Shells(connection));
    this.diagnosis = this.#store.add(new Diagnosis({ connection, random }));
    this.actions = this.#store.add(new Actions({ connection, consent: this.consent, clock, random }));
    this.words = this.#store.add(
      new WordsReader({
        connection,
        crypto,
        random,
        ends: { sessionId, agentKey: parts.agentKey, technicianKey: parts.identity.publicKey },
        transcriptHash: (epoch) => link.transcriptHash(epoch),
      }),
    );
    this.ledger = this.#store.add(
      new LedgerKeeper({
        session: parts.sessionId,
        agentKey: parts.agentKey,
        crypto,
        signingKey: parts.identity,
        connection,
        server: parts.server,
        logger,
      }),
    );
    this.input = new InputEncoder({
      clock,
      epoch: () => link.epoch,
      allowed: () => this.mayUse('input.control'),
      send: (batch) => connection.notify(session.inputBatch, batch),
    });
    this.state = new Observable<SessionState>({ state: 'connecting', since: clock.now() });
    this.#listen();
    this.#handleLink(link.state.value);
  }

  /** How long nothing was heard of the other side, ms: above 1 s the picture is old. */
  get silentMs(): number {
    return this.#parts.link.lastHeardMs;
  }

  get roundTripMs(): number | undefined {
    return this.#parts.link.roundTripMs;
  }

  /** Whether a capability may be used this moment: allowed, not frozen, and the link is live. */
  mayUse(capability: Capability): boolean {
    return this.state.value.state === 'live' && this.consent.mayUse(capability);
  }

  /** Asks the agent for the full picture rate. */
  wakeScreen(): void {
    if (this.mayUse('screen.view')) this.connection.notify(session.screenWake, {});
  }

  /** The server or the network is back. */
  hurry(): void {
    this.#iceServers.refresh();
    this.#parts.link.hurry();
    this.ledger.retry();
  }

  /**
   * The server says that the session is over on the user's machine. Believed where the link is silent: while that lives the
   * other side says so itself, and a server ends nothing that goes on without it.
   */
  handleEndedAtUser(reason: EndedAtUser): void {
    this.#endedAtUser = reason;
    this.#handleLink(this.#parts.link.state.value);
  }

  /**
   * Leaves on purpose: says so, takes the last entries of the record, and closes. `atOnce` is for a page that goes away, `to` for who goes on.
   */
  leave(
    reason: Extract<ByeReason, 'technician-left' | 'finished' | 'handed-over'> = 'technician-left',
    { how = 'politely', to }: { readonly how?: 'politely' | 'atOnce'; readonly to?: string } = {},
  ): void {
    if (this.state.value.state !== 'ended') {
      this.input.release();
      this.connection.notify(session.sessionBye, to === undefined ? { reason } : { reason, to });
      this.#end({ by: 'technician', reason });
    }
    if (how === 'atOnce') this.#parts.link.close(reason);
  }

  dispose(): void {
    this.leave('technician-left', { how: 'atOnce' });
    this.#parts.link.dispose();
    this.#store.dispose();
  }

  #listen(): void {
    const { connection } = this;
    const { link } = this.#parts;
    this.#store.add(link.state.onChange((state) => this.#handleLink(state)));
    this.#store.add(link.onLongLoss(() => this.#handleLongLoss()));
    this.#store.add(connection.on(session.sessionBye, ({ reason }) => this.#end({ by: 'user', reason })));
    this.#store.add(connection.on(session.screenStarted, (screen) => this.screen.set(screen)));
    this.#store.add(
      connection.on(session.screenStopped, ({ reason }) => {
        this.screen.set(undefined);
        this.#screenStopped.fire(reason);
      }),
    );
    this.#store.add(connection.on(session.inputState, (standing) => this.inputStanding.set(standing)));
    this.#store.add(
      connection.handle(session.companyTold, ({ others }) => {
        // The answer says that it is seen here; nothing is passed on before.
        if (this.state.value.state !== 'ended') this.company.set(others);
        return null;
      }),
    );
    this.#store.add(connection.on(session.inputRefused, (refusal) => this.#inputRefused.fire(refusal)));
    this.#store.add(
      this.words.onBroken(() => {
        this.#parts.logger.error('the comparison of words does not hold');
        connection.notify(session.sessionBye, { reason: 'not-proven' });
        this.#end({ by: 'link', code: 'identity.not-proven', trouble: undefined });
      }),
    );
    this.#store.add(
      this.ledger.onBroken((what) => {
        this.#parts.logger.error('the record does not hold', { what });
        connection.notify(session.sessionBye, { reason: 'technician-left' });
        this.#end({ by: 'ledger', code: 'ledger.invalid' });
      }),
    );
  }

  #handleLink(link: LinkState): void {
    if (this.state.value.state === 'ended') return;
    const { clock } = this.#parts;
    const { trouble } = this.#parts.link;
    const end = endOfLink(link, trouble);
    if (end) return this.#end(end);
    const shown = stateOfLink(link, trouble, { now: clock.now(), monotonic: clock.monotonic() });
    if (this.#endedAtUser !== undefined && (shown?.state === 'silent' || shown?.state === 'rebuilding')) {
      return this.#end(endAtUser(this.#endedAtUser));
    }
    if (shown) this.state.set(shown);
  }

  /**
   * 60 s without the other side: by now it has ended what was open, unless it slept meanwhile. Shells wait for its word: it
   * tells what it ended, and one that was given up here would run on there.
   */
  #handleLongLoss(): void {
    this.consent.clear();
    this.screen.set(undefined);
  }

  #end(end: SessionEnd): void {
    if (this.state.value.state === 'ended') return;
    this.#iceServers.dispose();
    this.consent.clear();
    this.screen.set(undefined);
    this.company.set([]);
    this.state.set({ state: 'ended', at: this.#parts.clock.now(), end });
    this.shells.endAll(end.by === 'link' ? 'link-lost' : 'stopped');
    this.#store.add(this.#parts.clock.after(FAREWELL_MS, () => this.#parts.link.close(end.by === 'link' ? end.code : 'ended')));
  }
}
