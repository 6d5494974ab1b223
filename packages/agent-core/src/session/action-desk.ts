import {
  AppError,
  type Clock,
  type Disposable,
  Emitter,
  type Event,
  type Logger,
  type RandomSource,
  toAppError,
} from '@alongside/base';
import { canonical, type GrantEndReason, isSameAction, sharedResult } from '@alongside/consent';
import {
  type ActionPreview,
  type ActionProgress,
  type ActionRequest,
  type ActionResult,
  type ActionView,
  actionResult,
} from '@alongside/protocol';
import type { ActionPorts } from '../ports/index.ts';
import { KnownActions, type PreparedAction } from './known-actions.ts';
import type { LedgerDesk } from './ledger-desk.ts';

/** The live grant for actions, as the desk knows it. */
export interface ActionGrant {
  readonly grantId: string;
  /** The question that it answers. */
  readonly askId: string;
}

export interface ActionDeskParts {
  readonly ports: ActionPorts;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly sha256: (text: string) => string;
  readonly ledger: () => LedgerDesk;
  readonly grant: () => ActionGrant | undefined;
  /** What the gate says this moment. */
  readonly mayAct: () => AppError | undefined;
  readonly endGrant: (reason: GrantEndReason) => void;
  readonly tellProgress: (runId: string, progress: ActionProgress) => void;
}

/** Progress is told no faster than anybody reads it. */
const PROGRESS_MS = 250;
/** A yes is for now: what it was given for begins within this, while the user still sees what it was. */
const BEGIN_MS = 2 * 60_000;
/** A folder on a disk that does not answer can be looked at for ever. */
const LOOK_MS = 20_000;
/** Looks a minute: of those that come to nothing the user sees nothing. */
const LOOKS = 10;

interface Asked {
  readonly askId: string;
  readonly action: PreparedAction;
  used: boolean;
}

interface Running {
  readonly cancel: Emitter<void>;
  readonly over: Promise<void>;
}

/** What came of it, and as much of that as its question said. */
interface Found {
  readonly result: ActionResult;
  readonly shared: ActionResult;
}

/** How what runs hears of its end. */
interface CutHooks {
  /** Throws `consent.withdrawn` once it was taken back. */
  readonly mustStill: () => void;
  readonly onCut: Event<void>;
  readonly isCancelled: () => boolean;
}

/**
 * Named actions under `actions.run`: looked at before the user is asked, done once as they were looked at, ended with their
 * grant. The technician is told as much as the question said; the user sees all of it.
 */
export class ActionDesk implements Disposable {
  readonly #parts: ActionDeskParts;
  readonly #known: KnownActions;
  readonly #changed = new Emitter<void>();
  #looking = false;
  #looks: readonly number[] = [];
  #toBegin: Disposable | undefined;
  #asked: Asked | undefined;
  #running: Running | undefined;
  #view: ActionView | null = null;
  #toldAt = 0;

  /** It began, ended, or came further. */
  readonly onChange: Event<void> = this.#changed.event;

  constructor(parts: ActionDeskParts) {
    this.#parts = parts;
    this.#known = new KnownActions(parts.ports, parts.random);
  }

  get view(): ActionView | null {
    return this.#view;
  }

  get inUse(): boolean {
    return this.#running !== undefined;
  }

  /** The system's own prompt for a password may be open: it is as much the user's alone as a question of ours. */
  get prompting(): boolean {
    return this.#running !== undefined && this.#asked?.action.preview.prompt === true;
  }

  /** For a question about an action; another capability's has none, whatever its number. */
  previewOf(askId: string): ActionPreview | null {
    return this.#asked?.askId === askId ? this.#asked.action.preview : null;
  }

  /**
   * Looks what would be done, for a question that may be asked now. One at a time: a look costs the machine something.
   * Throws `action.…`, and `request.rate-limited` while another is looked at, or after too many.
   */
  async look(request: ActionRequest): Promise<PreparedAction> {
    if (this.#looking || this.#running) throw new AppError('request.rate-limited', 'another action is being looked at');
    const now = this.#parts.clock.monotonic();
    this.#looks = this.#looks.filter((at) => now - at < 60_000);
    if (this.#looks.length >= LOOKS) throw new AppError('request.rate-limited', 'too much was looked at within a minute');
    this.#looks = [...this.#looks, now];
    this.#looking = true;
    // One that was given up still costs the machine something until it ends.
    const looked = this.#known.prepare(request).finally(() => {
      this.#looking = false;
    });
    const late = Promise.withResolvers<never>();
    const limit = this.#parts.clock.after(LOOK_MS, () =>
      late.reject(new AppError('action.unavailable', 'it takes too long to look')),
    );
    try {
      return await Promise.race([looked, late.promise]);
    } catch (thrown) {
      const error = toAppError(thrown, 'action.unavailable');
      this.#parts.logger.info('an action cannot be asked for', { action: request.action, code: error.code });
      throw told(error.code.startsWith('action.') ? error : new AppError('action.unavailable', error.message));
    } finally {
      limit.dispose();
    }
  }

  /** From here on the question is about this; one that is turned away changes nothing, whatever number it bears. */
  ask(askId: string, action: PreparedAction, ask: () => void): void {
    const before = this.#asked;
    this.#asked = { askId, action, used: false };
    try {
      ask();
    } catch (error) {
      this.#asked = before;
      throw error;
    }
  }

  /** It is allowed: the time runs in which it must begin. */
  handleAllowed(grantId: string): void {
    this.#toBegin?.dispose();
    this.#toBegin = this.#parts.clock.after(BEGIN_MS, () => {
      if (this.#parts.grant()?.grantId === grantId) this.#parts.endGrant('expired');
    });
  }

  /** Does it. Resolves with what the technician may know of it; throws where it was not this that was allowed, or not now. */
  async run(runId: string, request: ActionRequest, onCancel: Event<void>): Promise<ActionResult> {
    const { asked, grantId } = this.#take(request);
    const cancel = new Emitter<void>();
    const finished = Promise.withResolvers<void>();
    this.#running = { cancel, over: finished.promise };
    let cancelled = false;
    cancel.event(() => {
      cancelled = true;
    });
    // Whoever listens after the cancel, since something had to be looked at before it could begin, hears of it too.
    const onCut: Event<void> = (listener) => {
      if (cancelled) void Promise.resolve().then(() => listener());
      return cancel.event(listener);
    };
    const taken = onCancel(() => this.#parts.endGrant('returned'));
    const mustStill = () => {
      if (!cancelled && this.#parts.grant()?.grantId === grantId) return;
      throw new AppError('consent.withdrawn', 'the action was taken back while it ran');
    };
    try {
      const found = await this.#carryOut(runId, { asked, grantId }, { mustStill, onCut, isCancelled: () => cancelled });
      return await this.#handOver(runId, asked.action.preview, found, mustStill);
    } finally {
      taken.dispose();
      this.#running = undefined;
      finished.resolve();
      this.#parts.endGrant('used-up');
      this.#changed.fire();
    }
  }

  /** Throws where it did not come to its end; the record and the user's page say so then. */
  async #carryOut(
    runId: string,
    { asked, grantId }: { readonly asked: Asked; readonly grantId: string },
    { mustStill, onCut, isCancelled }: CutHooks,
  ): Promise<Found> {
    const { preview } = asked.action;
    const { request } = preview;
    const { action } = request;
    let result: ActionResult | undefined;
    try {
      await this.#parts.ledger().enter('action/started', { runId, grantId, action });
      // The entry took its time: what was allowed then may wait or be over now.
      const refused = this.#parts.mayAct();
      if (refused) throw refused;
      this.#tell(runId, preview, { done: 0, total: null });
      result = actionResult.parse(
        await asked.action.run({ onCancel: onCut, onProgress: (progress) => this.#handleProgress(runId, progress) }),
      );
      mustStill();
      const shared = sharedResult(request, result);
      if (!shared) throw new AppError('action.failed', 'what came of it is no answer to what was asked');
      return { result, shared };
    } catch (thrown) {
      const error = toAppError(thrown, 'action.failed');
      const outcome = isCancelled() ? 'cancelled' : 'failed';
      if (outcome === 'failed') this.#parts.logger.warn('an action failed', { action, code: error.code });
      this.#parts.ledger().enterLate('action/ended', { runId, action, outcome, hash: null });
      this.#end({ runId, preview, outcome, result: result ?? null, code: outcome === 'failed' ? error.code : null });
      // What went wrong inside may name files; the code says enough.
      throw isCancelled() ? new AppError('consent.withdrawn', 'the action was taken back while it ran') : told(error);
    }
  }

  /** It was done, whatever comes of telling it: the record and the user's page say so. Without its entry nothing of it leaves. */
  async #handOver(
    runId: string,
    preview: ActionPreview,
    { result, shared }: Found,
    mustStill: () => void,
  ): Promise<ActionResult> {
    const { action } = preview.request;
    const outcome = 'done';
    const ledger = this.#parts.ledger();
    try {
      await ledger.enter('action/ended', { runId, action, outcome, hash: this.#parts.sha256(canonical(shared)) });
    } catch (thrown) {
      ledger.enterLate('action/ended', { runId, action, outcome, hash: null });
      throw told(toAppError(thrown));
    } finally {
      this.#end({ runId, preview, outcome, result, code: null });
    }
    // The entry took its time: the user may have stopped it all meanwhile.
    mustStill();
    return shared;
  }

  /** Ends what runs, at once. Resolves when nothing of it runs any more. */
  async cut(): Promise<void> {
    const running = this.#running;
    running?.cancel.fire();
    await running?.over;
  }

  dispose(): void {
    void this.cut();
    this.#toBegin?.dispose();
    this.#changed.dispose();
  }

  /** What was allowed, if it is this and was not begun yet; from now on it is begun. */
  #take(request: ActionRequest): { asked: Asked; grantId: string } {
    const grant = this.#parts.grant();
    const asked = this.#asked;
    if (!grant || asked?.askId !== grant.askId || !isSameAction(asked.action.preview.request, request)) {
      throw new AppError('action.not-granted', 'it is not this that was allowed');
    }
    if (asked.used) throw new AppError('action.not-granted', 'it was allowed once, and begun already');
    asked.used = true;
    this.#toBegin?.dispose();
    return { asked, grantId: grant.grantId };
  }

  #handleProgress(runId: string, progress: ActionProgress): void {
    if (this.#view?.state !== 'running' || this.#view.runId !== runId) return;
    const now = this.#parts.clock.monotonic();
    if (now - this.#toldAt < PROGRESS_MS) return;
    this.#tell(runId, this.#view.preview, progress);
    if (this.#parts.grant()) this.#parts.tellProgress(runId, progress);
  }

  #tell(runId: string, preview: ActionPreview, progress: ActionProgress): void {
    this.#toldAt = this.#parts.clock.monotonic();
    this.#view = { state: 'running', runId, preview, progress };
    this.#changed.fire();
  }

  #end(end: Omit<Extract<ActionView, { state: 'ended' }>, 'state'>): void {
    this.#view = { state: 'ended', ...end };
    this.#changed.fire();
  }
}

function told({ code }: AppError): AppError {
  return new AppError(code, 'the user’s computer does not do that now');
}
