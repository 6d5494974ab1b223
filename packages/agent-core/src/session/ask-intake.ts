import { AppError, type Disposable, DisposableStore, Emitter, type Event } from '@alongside/base';
import { type Ask, heldBackMs, namesItsAction, verifyStepUp } from '@alongside/consent';
import { type ActionRequest, type Capability, type Notice, session } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { ActionDesk } from './action-desk.ts';
import type { ConsentDesk } from './consent-desk.ts';
import type { Joined, SessionPorts } from './joined.ts';
import type { PreparedAction } from './known-actions.ts';
import { mustBeOffered } from './offers.ts';
import type { SessionScreen } from './screen-control.ts';
import type { SessionRecord } from './session-record.ts';

export interface AskIntakeParts {
  readonly ports: Pick<SessionPorts, 'clock' | 'crypto' | 'stepUpKey' | 'offers'>;
  readonly joined: Joined;
  readonly connection: Connection;
  readonly record: SessionRecord;
  readonly consent: ConsentDesk;
  readonly actions: ActionDesk;
  readonly screen: Pick<SessionScreen, 'mustBeStartable'>;
}

/** What must hold of a question before anybody is asked it; what is taken back comes behind it. */
export class AskIntake implements Disposable {
  readonly #parts: AskIntakeParts;
  readonly #store = new DisposableStore();
  /** Until all second factors are looked at that came so far. */
  #checking: Promise<void> = Promise.resolve();
  /** Until all actions are looked at that were asked for so far. */
  #looking: Promise<void> = Promise.resolve();
  readonly #tooEarly = new Emitter<Notice>();

  /** Something was asked for that the scam guard holds back. */
  readonly onTooEarly: Event<Notice> = this.#tooEarly.event;

  constructor(parts: AskIntakeParts) {
    this.#parts = parts;
    const { connection, record, consent, actions, ports, screen } = parts;
    this.#store.add(
      connection.handle(session.consentAsk, async ({ stepUp, action, ...asked }, call) => {
        await record.opened();
        const secondFactor = stepUp !== undefined && (await this.#hasSecondFactor(stepUp));
        record.mustBeOpen();
        mustBeOffered(ports.offers, asked.capability);
        this.#mustNotBeHeldBack(asked.capability);
        if (asked.capability === 'screen.view') screen.mustBeStartable();
        if (!namesItsAction(asked.capability, action)) {
          throw new AppError('request.invalid', 'an action is asked for by its name, and nothing else is');
        }
        const ask: Ask = { ...asked, secondFactor, ...(action && { action }) };
        if (action === undefined) consent.ask(ask);
        else {
          const looked = await this.#lookAt(ask, action);
          // Whoever asked has given up: nobody would begin what is allowed.
          if (call.cancelled()) throw new AppError('request.cancelled', 'the question was given up while it was prepared');
          actions.ask(ask.askId, looked, () => consent.ask(ask));
        }
        return null;
      }),
    );
    this.#store.add(
      connection.handle(session.consentWithdraw, async ({ askId }) => {
        // Behind the question that it takes back.
        await record.opened();
        await this.#checking;
        await this.#looking;
        consent.withdraw(askId);
        return null;
      }),
    );
  }

  /** Monotonic time until which the scam guard gives no `capability`; 0 where it does not hold it back. */
  heldBackUntil(capability: Capability): number {
    const { ports, record, joined } = this.#parts;
    const at = ports.clock.monotonic();
    const leftMs = heldBackMs(joined.guard, capability, at - (record.openedAt ?? at));
    return leftMs > 0 ? at + leftMs : 0;
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** What an action would do is seen before the user is asked, so that the question can say it. */
  #lookAt(ask: Ask, action: ActionRequest): Promise<PreparedAction> {
    const { consent, actions, record } = this.#parts;
    consent.mustBeAskable(ask);
    const looked = actions.look(action).then((prepared) => {
      record.mustBeOpen();
      return prepared;
    });
    this.#looking = both(this.#looking, looked);
    return looked;
  }

  #hasSecondFactor(stepUp: string): Promise<boolean> {
    const { crypto, stepUpKey, clock } = this.#parts.ports;
    const { sessionId, technician } = this.#parts.joined;
    const expected = { sessionId, technicianKey: technician.publicKey, now: clock.now() };
    const checked = verifyStepUp(crypto, stepUpKey, stepUp, expected);
    this.#checking = both(this.#checking, checked);
    return checked;
  }

  #mustNotBeHeldBack(capability: Capability): void {
    const { clock } = this.#parts.ports;
    const waitMs = this.heldBackUntil(capability) - clock.monotonic();
    if (waitMs <= 0) return;
    this.#tooEarly.fire({ kind: 'too-early', capability, until: Math.round(clock.now() + waitMs) });
    throw new AppError('consent.too-early', 'this is not given in the first minutes of this session', {
      context: { minutes: Math.ceil(waitMs / 60_000) },
    });
  }
}

/** Resolves when both are over, however they end. */
async function both(one: Promise<unknown>, other: Promise<unknown>): Promise<void> {
  await Promise.allSettled([one, other]);
}
