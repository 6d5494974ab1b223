import { type Clock, Emitter, type Event, type Logger, toAppError } from '@alongside/base';
import type { SessionEndReason } from '@alongside/consent';
import { deviceSocket } from '@alongside/protocol';
import type { Accepted, Described, Offer } from '../joins/join-desk.ts';
import type { DesktopPort, PageHost, ServerLink } from '../ports/index.ts';
import type { Permission, StandingDesk, StandingVisitor } from './standing-desk.ts';

/** For the window to open, where it was closed: nothing begins that nobody could see. */
const PAGE_WAIT_MS = 20_000;

export interface StandingJoinParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly server: ServerLink;
  readonly pages: PageHost;
  readonly desktop: DesktopPort;
  readonly standing: StandingDesk;
  /** Who that is, as this machine itself knows. */
  readonly describe: (technician: Offer['technician']) => Promise<Described>;
  /** A session is live, or the user is asked something. */
  readonly busy: () => boolean;
}

export interface StandingAccepted extends Accepted {
  readonly standing: { readonly permission: Permission; readonly number: number; readonly by: StandingVisitor };
}

/**
 * The join without a click: only by a permission of this machine's own, for the very key or the certified group that it
 * names, while it holds, and with the window open. The server's word decides nothing; what does not fit is dropped as any join that names nothing live.
 */
export class StandingJoin {
  readonly #parts: StandingJoinParts;
  readonly #accepted = new Emitter<StandingAccepted>();
  readonly #overtaken = new Emitter<{ readonly sessionId: string; readonly reason: SessionEndReason }>();
  #working: Offer['standing'];

  readonly onAccepted: Event<StandingAccepted> = this.#accepted.event;
  /** It held no more once the server had taken the yes: the server has to hear that nobody came. */
  readonly onOvertaken: Event<{ readonly sessionId: string; readonly reason: SessionEndReason }> = this.#overtaken.event;

  constructor(parts: StandingJoinParts) {
    this.#parts = parts;
  }

  /** Stop, while somebody is about to come in by it: they do not, since it is over. */
  async stop(): Promise<void> {
    if (this.#working) await this.#parts.standing.revoke(this.#working.standingId);
  }

  async handleOffer(offer: Offer): Promise<void> {
    const { standing, logger, busy } = this.#parts;
    const named = offer.standing;
    if (!named || this.#working) return;
    if (!standing.find(named.standingId)) {
      return logger.warn('a join that names no standing permission of this machine was dropped', { sessionId: offer.sessionId });
    }
    this.#working = named;
    try {
      const { isRevoked, ...who } = await this.#parts.describe(offer.technician);
      const { publicKey, name } = offer.technician;
      const by: StandingVisitor = { publicKey, name, standing: who.technicianView.standing.kind, vouched: who.vouched };
      const holds = () => !isRevoked && !busy() && standing.leftMs(named.standingId, by) > 0;
      if (!holds() || !(await this.#pageIsOpen()) || !holds()) {
        logger.warn('a join by a standing permission that does not hold was dropped', { sessionId: offer.sessionId });
        return await this.#answer(offer.sessionId, false);
      }
      await this.#answer(offer.sessionId, true);
      const permission = standing.find(named.standingId);
      // Taken back while the server was told: then nobody comes in, whatever the server believes.
      if (!permission || !holds()) {
        const { sessionId } = offer;
        return this.#overtaken.fire({ sessionId, reason: permission ? 'failed' : 'user-stopped' });
      }
      const { wordsHash } = permission.receipt;
      this.#accepted.fire({ ...who, offer, guard: [], wordsHash, standing: { permission, number: named.number, by } });
    } catch (error) {
      logger.warn('a join by a standing permission did not come about', { code: toAppError(error).code });
    } finally {
      this.#working = undefined;
    }
  }

  async #answer(sessionId: string, accepted: boolean): Promise<void> {
    await this.#parts.server.connection?.call(deviceSocket.joinAnswer, { sessionId, accepted });
  }

  async #pageIsOpen(): Promise<boolean> {
    const { pages, desktop, clock, logger } = this.#parts;
    pages.show();
    desktop.attention().catch((error: unknown) => logger.warn('the window could not be raised', { error: String(error) }));
    if (pages.shell) return true;
    return new Promise((resolve) => {
      const done = (open: boolean) => {
        opened.dispose();
        timer.dispose();
        resolve(open);
      };
      const opened = pages.onShell((page) => page && done(true));
      const timer = clock.after(PAGE_WAIT_MS, () => done(false));
    });
  }
}
