import { type Disposable, DisposableStore, Emitter, type Event, type RandomSource, randomId, toAppError } from '@alongside/base';
import { mayOfferToWatch, NO_WATCH_OFFERS, nextWatchOffers, type SessionEndReason, type WatchOffers } from '@alongside/consent';
import type { Capability, Notice } from '@alongside/protocol';
import { type Accepted, type ClosedQuestion, JoinDesk, type JoinDeskParts, type Offer } from '../joins/join-desk.ts';
import type { Said } from './chat.ts';
import type { Other } from './company-desk.ts';
import type { Session } from './session.ts';
import { followPresence, type SessionHost } from './session-host.ts';

/** What whoever watches can ask for; there is no message, question or handler of the rest. */
const OFFERS: readonly Capability[] = ['screen.view'];
/** For an ended session's last frames to leave. */
const LET_GO_MS = 2_000;

export interface WatchHostParts {
  readonly host: SessionHost;
  readonly random: RandomSource;
  /** As for whoever helps; what this desk decides otherwise is left out. */
  readonly join: Omit<JoinDeskParts, 'isLive' | 'bringForward' | 'busy'>;
}

interface Watch {
  readonly session: Session;
  readonly watched: Session;
  readonly other: Other;
  readonly store: DisposableStore;
  /** It stands in the record of the session that is watched: words are passed on from here. */
  begun: boolean;
}

/**
 * The third in a session: whoever handed it over and stays to watch. They have a session of their own, with its own question,
 * link, grants and record, and nothing of the one that is watched but its picture and its words. It ends with that one.
 *
 * Over both sessions the user is asked one thing at a time, and while they are asked, nobody acts.
 */
export class WatchHost implements Disposable {
  readonly #parts: WatchHostParts;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly join: JoinDesk;
  #watch: Watch | undefined;
  /** Waits until the user is asked nothing else. */
  #waiting: Offer | undefined;
  /** Is being described. */
  #asking: Offer | undefined;
  /** How often the user was asked in vain, and in which session. */
  #offers: { readonly watches: string; readonly so: WatchOffers } | undefined;

  readonly onChange: Event<void> = this.#changed.event;

  constructor(parts: WatchHostParts) {
    this.#parts = parts;
    const { host } = parts;
    this.join = this.#store.add(
      new JoinDesk({
        ...parts.join,
        isLive: (requestId) => this.#live?.joined.requestId === requestId,
        bringForward: () => undefined,
        busy: () => {
          const live = this.#live;
          return !live || live.consent.asks || this.#watch !== undefined || !this.#mayAsk(live.joined.sessionId);
        },
      }),
    );
    this.#store.add(host.onChange(() => this.#settle()));
    this.#store.add(host.onPresence((presence) => this.#watch && followPresence(this.#watch.session, presence)));
    this.#store.add(this.join.onChange(() => this.#settle()));
    this.#store.add(this.join.onAccepted((accepted) => this.#begin(accepted)));
    this.#store.add(this.join.onOvertaken(({ offer }) => host.tellEnd(offer.sessionId, { reason: 'watch-over' })));
    this.#store.add(this.join.onRestricted((name) => host.addNotice({ kind: 'kept-out', name })));
    this.#store.add(this.join.onLost((notice) => host.addNotice(notice)));
    this.#store.add(this.join.onClosed(({ offer, how }) => this.#closed(offer.watches, how)));
    this.#store.add(parts.join.trust.onChange(() => this.#endRevoked()));
  }

  /** Whoever watches; undefined where nobody does. */
  get session(): Session | undefined {
    return this.#watch?.session;
  }

  /** The live one of that number. */
  sessionOf(sessionId: string): Session | undefined {
    const session = this.#watch?.session;
    return session?.joined.sessionId === sessionId && !session.end ? session : undefined;
  }

  /** Dropped unless it is by whoever handed over the session that is live, for that very session. */
  handleOffer(offer: Offer): void {
    const { host, join } = this.#parts;
    const live = this.#live;
    const { sessionId, watches } = offer;
    const isMeant = watches === live?.joined.sessionId && offer.technician.publicKey === host.handedOverBy;
    if (!live || watches === undefined || !isMeant || sessionId === watches || this.#watch) {
      join.logger.warn('an offer to watch that fits no session of this machine was dropped', { sessionId });
      return;
    }
    // The server says it again, to a computer that comes back.
    if (this.join.view?.sessionId === sessionId) return;
    // One after the other would keep whoever helps still.
    if (this.join.view || !this.#mayAsk(watches)) return void this.join.decline(sessionId);
    this.#waiting = offer;
    this.#settle();
  }

  handleWithdrawn(sessionId: string): void {
    if (this.#waiting?.sessionId === sessionId) this.#waiting = undefined;
    if (this.#asking?.sessionId === sessionId) this.#asking = undefined;
    this.join.handleWithdrawn(sessionId);
  }

  /** The server is back. */
  hurry(): void {
    this.#watch?.session.hurry();
  }

  /** The user sends them away; whoever helps stays. */
  sendAway(sessionId: string): void {
    if (this.#watch?.session.joined.sessionId !== sessionId) return;
    this.#closed(this.#watch.watched.joined.sessionId, 'refused');
    this.#watch.session.stop('user-stopped');
  }

  dispose(): void {
    this.#watch?.session.stop('user-closed');
    this.#watch?.session.dispose();
    this.#store.dispose();
  }

  get #live(): Session | undefined {
    const { session } = this.#parts.host;
    return session?.end ? undefined : session;
  }

  /** What follows from how both stand now. */
  #settle(): void {
    const live = this.#live;
    if (this.#watch) this.#followEnds(this.#watch);
    if (this.join.view && !live) this.join.handleRequest(undefined);
    if (this.#waiting && this.#waiting.watches !== live?.joined.sessionId) this.#waiting = undefined;
    if (live) {
      const watcher = this.#watch?.session;
      live.consent.setElsewhere(this.join.view !== undefined || watcher?.consent.asks === true);
      watcher?.consent.setElsewhere(live.consent.asks);
      watcher?.setPaused(live.consent.frozen.has('paused'));
      // While whoever helps cannot be shown it, nobody is.
      watcher?.setHelperAway(live.linkState.state !== 'live');
      if (this.#waiting && !live.consent.asks && live.linkState.state === 'live') void this.#ask(this.#waiting);
    }
    this.#changed.fire();
  }

  async #ask(offer: Offer): Promise<void> {
    this.#waiting = undefined;
    this.#asking = offer;
    await this.join.handleOffer(offer);
    // Withdrawn, or overtaken by another.
    if (this.#asking !== offer) return;
    this.#asking = undefined;
    // The user was asked something else meanwhile: it comes after that.
    const isOpen = this.join.view?.sessionId === offer.sessionId;
    if (!isOpen && this.#live?.consent.asks && this.#live.joined.sessionId === offer.watches) this.#waiting ??= offer;
  }

  #mayAsk(watches: string): boolean {
    return this.#offers?.watches !== watches || mayOfferToWatch(this.#offers.so, this.#parts.join.clock.monotonic());
  }

  #closed(watches: string | undefined, how: ClosedQuestion['how']): void {
    if (watches === undefined) return;
    const so = this.#offers?.watches === watches ? this.#offers.so : NO_WATCH_OFFERS;
    this.#offers = { watches, so: nextWatchOffers(so, { how, at: this.#parts.join.clock.monotonic() }) };
  }

  #begin(accepted: Accepted): void {
    const { host, join } = this.#parts;
    const { offer } = accepted;
    const live = this.#live;
    if (!live?.screen || live.joined.sessionId !== offer.watches || this.#watch) {
      host.tellEnd(offer.sessionId, { reason: 'watch-over' });
      return;
    }
    const { sessionId, technician, requestNumber, requestText, userName } = live.joined;
    const watching = { sessionId, technician, screen: live.screen };
    const about = { requestNumber, requestText, userName, chat: [], earlier: [], standing: undefined };
    const session = host.open(accepted, { ...about, watching }, OFFERS);
    const { publicKey: technicianKey, name } = offer.technician;
    const store = new DisposableStore();
    const watch: Watch = {
      session,
      watched: live,
      other: { sessionId: offer.sessionId, technicianKey, name },
      store,
      begun: false,
    };
    this.#watch = watch;
    store.add(session.onChange(() => this.#settle()));
    const tell = (notice: Notice) => host.addNotice(ofWatcher(notice, offer.sessionId));
    store.add(session.consent.onNotice(tell));
    store.add(session.onTooEarly(tell));
    store.add(session.consent.onShown(() => host.raise()));
    store.add(session.identity.onShown(() => host.raise()));
    store.add(session.onProven(() => void this.#enter(watch)));
    store.add(live.onSaid((said) => this.#passOn(watch, live, session, said)));
    store.add(session.onSaid((said) => this.#passOn(watch, session, live, said)));
    session.onEnded((end) => {
      host.tellEnd(offer.sessionId, end);
      this.#store.add(join.clock.after(LET_GO_MS, () => session.dispose()));
    });
    this.#settle();
  }

  async #enter(watch: Watch): Promise<void> {
    const { session, watched, other } = watch;
    try {
      await watched.company.watchBegan(other);
      if (session.end) return watched.company.watchEnded(other, session.end.reason);
      watch.begun = true;
      session.company.tell([{ name: watched.joined.technician.name, part: 'helps' }]);
    } catch (thrown) {
      this.#parts.join.logger.warn('that somebody watches could not be entered, so nobody does', {
        code: toAppError(thrown).code,
      });
      session.stop('failed');
    }
  }

  /** What a technician writes goes to the other once they know who reads along; what the user writes is for both. */
  #passOn(watch: Watch, from: Session, to: Session, { message, known }: Said): void {
    const { random, join } = this.#parts;
    // Whoever watches has asked to, and knows whose session it is.
    const knows = message.from === 'user' || from === watch.session || known;
    if (!watch.begun || to.end || !knows) return;
    to.company.relay({ ...message, id: randomId(random) }, from.joined.sessionId).catch((thrown: unknown) => {
      join.logger.warn('a message could not be passed on, so nobody watches', { code: toAppError(thrown).code });
      // Both pages say that all read it.
      watch.session.stop('failed');
    });
  }

  #followEnds(watch: Watch): void {
    const { session, watched, other, store, begun } = watch;
    if (!watched.end && !session.end) return;
    // First: what ends tells of it, and comes back here.
    this.#watch = undefined;
    store.dispose();
    this.#parts.host.dropNoticesOf(other.sessionId);
    const { reason } = session.end ?? session.stop(watched.end ? endWith(watched.end.reason) : 'failed');
    if (begun) watched.company.watchEnded(other, reason);
  }

  /** Whoever the organisation revokes while they watch leaves at once. */
  #endRevoked(): void {
    const watch = this.#watch;
    if (!watch || !this.#parts.join.trust.isRevoked(watch.other.technicianKey)) return;
    watch.session.stop('technician-barred');
    this.#parts.host.addNotice({ kind: 'revoked', name: watch.other.name });
  }
}

/** The user's own Stop is that for both. */
function endWith(reason: SessionEndReason): SessionEndReason {
  return reason === 'user-stopped' || reason === 'user-closed' ? reason : 'watch-over';
}

/** What would be read as about whoever helps says whom it is about. */
function ofWatcher(notice: Notice, sessionId: string): Notice {
  switch (notice.kind) {
    case 'refused':
    case 'not-on-phone':
    case 'could-not-start':
    case 'restricted':
    case 'too-early':
      return { ...notice, sessionId };
    default:
      return notice;
  }
}
