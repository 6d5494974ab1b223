import {
  AppError,
  type Disposable,
  Emitter,
  type Event,
  type Logger,
  type RandomSource,
  randomId,
  toAppError,
} from '@alongside/base';
import type { Finding, FixLooked, FixName, FixState, Report } from '@alongside/protocol';
import type { FixItem, FixLook, FixPort, FixResult, ProbePort } from '../ports/index.ts';

export interface FixDeskParts {
  readonly fixes: FixPort;
  readonly probes: ProbePort;
  readonly random: RandomSource;
  readonly logger: Logger;
  /** The last answer of a check; undefined where it has none. */
  readonly lastFinding: (check: string) => Promise<Finding | undefined>;
}

/** Of what was left alone, the first are named. */
const LEFT_NAMED = 20;
/** The bounds of `fix/look`. */
const SHOWN = 100;
const COMMANDS_SHOWN = 50;

interface Looked {
  readonly lookId: string;
  readonly fix: FixName;
  readonly check: string;
  readonly look: FixLook;
}

/** Safe fixes: nothing happens that was not listed in the look that the user ticked from, and the check runs again after it. */
export class FixDesk implements Disposable {
  readonly #parts: FixDeskParts;
  readonly #changed = new Emitter<void>();
  readonly #cancel = new Emitter<void>();
  #state: FixState = { state: 'idle' };
  #looked: Looked | undefined;

  readonly onChange: Event<void> = this.#changed.event;

  constructor(parts: FixDeskParts) {
    this.#parts = parts;
  }

  get state(): FixState {
    return this.#state;
  }

  /** Throws `fix.unavailable`. The look before it is void. */
  async look(fix: FixName, check: string): Promise<FixLooked> {
    this.#looked = undefined;
    const look = await this.#parts.fixes.look(fix);
    const looked = { lookId: randomId(this.#parts.random), fix, check, look };
    this.#looked = looked;
    if (this.#state.state !== 'working') this.#set({ state: 'idle' });
    return {
      lookId: looked.lookId,
      fix,
      items: look.items.slice(0, SHOWN).map(shown),
      more: look.more || look.items.length > SHOWN,
      undoable: look.undoable.slice(0, SHOWN).map(shown),
      commands: look.commands.slice(0, COMMANDS_SHOWN),
    };
  }

  /** `items`: places in that look's list. Throws `fix.not-looked` where it is not the last look, or while one works. */
  apply(lookId: string, items: readonly number[]): void {
    const { fix, check, look } = this.#take(lookId);
    const keys = new Set(items.flatMap((place) => look.items[place]?.key ?? []));
    void this.#work(fix, check, false, () => this.#parts.fixes.apply(fix, [...keys], this.#cancel.event));
  }

  /** Takes one back. Throws as `apply` does. */
  undo(lookId: string, item: number): void {
    const { fix, check, look } = this.#take(lookId);
    const key = look.undoable[item]?.key;
    if (key === undefined) throw new AppError('fix.not-looked', 'there is nothing to take back');
    void this.#work(fix, check, true, async () => {
      await this.#parts.fixes.undo(fix, key);
      return { done: 1, bytes: 0, left: [] };
    });
  }

  cancel(): void {
    this.#cancel.fire();
  }

  dispose(): void {
    this.#changed.dispose();
    this.cancel();
  }

  /** A look is good for one act. */
  #take(lookId: string): Looked {
    const looked = this.#looked;
    if (looked?.lookId !== lookId || this.#state.state === 'working') {
      throw new AppError('fix.not-looked', 'look again first: what was listed may be another by now');
    }
    this.#looked = undefined;
    return looked;
  }

  async #work(fix: FixName, check: string, undone: boolean, act: () => Promise<FixResult>): Promise<void> {
    this.#set({ state: 'working', fix, step: 'fixing' });
    let cancelled = false;
    const cancelling = this.#cancel.event(() => {
      cancelled = true;
    });
    try {
      const before = (await this.#parts.lastFinding(check)) ?? null;
      // Before anything began: then nothing does.
      const { done, bytes, left } = cancelled ? { done: 0, bytes: 0, left: [] } : await act();
      this.#set({ state: 'working', fix, step: 'checking' });
      this.#set({
        state: 'done',
        fix,
        undone,
        done,
        bytes,
        left: left.slice(0, LEFT_NAMED).map(({ name, why }) => ({ name: name.slice(0, 120), why })),
        leftCount: left.length,
        check,
        before,
        ...(await this.#checkAgain(check)),
      });
    } catch (thrown) {
      const { code, message } = toAppError(thrown);
      this.#parts.logger.warn('a fix failed', { fix, code, message });
      this.#set({ state: 'failed', fix, code });
    } finally {
      cancelling.dispose();
    }
  }

  async #checkAgain(check: string): Promise<Pick<Extract<FixState, { state: 'done' }>, 'after' | 'notAfter'>> {
    let found: Report;
    try {
      found = await this.#parts.probes.run({
        profile: 'full',
        only: [check],
        levels: ['P0', 'P1', 'P2'],
        basis: 'local',
        onCancel: this.#cancel.event,
        onProgress: () => undefined,
      });
    } catch (thrown) {
      // Another check runs, say: what was done is done, and that it was not looked at again is told.
      this.#parts.logger.warn('the check after a fix did not run', { code: toAppError(thrown).code });
      return { after: null, notAfter: 'failed' };
    }
    const after = found.findings.find((finding) => finding.check === check) ?? null;
    const unknown = found.unknowns.find((each) => each.check === check);
    return { after, notAfter: after ? null : (unknown?.reason ?? 'unsupported') };
  }

  #set(state: FixState): void {
    this.#state = state;
    this.#changed.fire();
  }
}

function shown({ name, detail, bytes, chosen }: FixItem): FixLooked['items'][number] {
  return { name: name.slice(0, 120), detail: detail?.slice(0, 200) ?? null, bytes, chosen };
}
