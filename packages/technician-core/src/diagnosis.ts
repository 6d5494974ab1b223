import { type Disposable, DisposableStore, Emitter, Observable, type RandomSource, randomId } from '@alongside/base';
import { type Report, type ScanProfile, session } from '@alongside/protocol';
import type { AbortSignalLike, Connection } from '@alongside/rpc';

export interface DiagnosisProgress {
  readonly done: number;
  readonly total: number;
  /** What is read now: the name of a fact or the id of a check. */
  readonly now: string;
}

/** One check of the machine. */
export interface DiagnosisRun {
  readonly runId: string;
  readonly progress: Observable<DiagnosisProgress | undefined>;
  /** Rejects with `request.cancelled`, `consent.missing`, `diagnostics.unavailable`. */
  readonly result: Promise<Report>;
  cancel(): void;
}

export interface RunWish {
  readonly profile?: ScanProfile;
  readonly checks?: readonly string[];
}

/**
 * Each fact has its own deadline on the machine, and a report that is ready waits there until the user has answered what they
 * are asked (15 min at most); this one is for an agent that hangs.
 */
const RUN_TIMEOUT_MS = 150_000 + 15 * 60_000;

/** Runs of the diagnosis under `diagnostics.read`. */
export class Diagnosis implements Disposable {
  readonly #connection: Connection;
  readonly #random: RandomSource;
  readonly #store = new DisposableStore();
  readonly #runs = new Map<string, Observable<DiagnosisProgress | undefined>>();

  constructor(parts: { readonly connection: Connection; readonly random: RandomSource }) {
    this.#connection = parts.connection;
    this.#random = parts.random;
    this.#store.add(
      parts.connection.on(session.diagnosticsProgress, ({ runId, done, total, now }) =>
        this.#runs.get(runId)?.set({ done, total, now }),
      ),
    );
  }

  /** `checks`: these alone, and no facts. */
  run({ profile = 'quick', checks }: RunWish = {}): DiagnosisRun {
    const runId = randomId(this.#random);
    const progress = new Observable<DiagnosisProgress | undefined>(undefined);
    this.#runs.set(runId, progress);
    const { signal, abort } = abortSource();
    const result = this.#connection
      .call(
        session.diagnosticsRun,
        { runId, profile, ...(checks === undefined ? {} : { checks: [...checks] }) },
        { timeoutMs: RUN_TIMEOUT_MS, signal },
      )
      .finally(() => this.#runs.delete(runId));
    return { runId, progress, result, cancel: abort };
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** What AbortController is, where there may be none. */
function abortSource(): { readonly signal: AbortSignalLike; readonly abort: () => void } {
  const aborted = new Emitter<void>();
  const handles = new Map<() => void, Disposable>();
  let done = false;
  return {
    signal: {
      get aborted() {
        return done;
      },
      addEventListener: (_type, listener) => void handles.set(listener, aborted.event(listener)),
      removeEventListener: (_type, listener) => handles.get(listener)?.dispose(),
    },
    abort() {
      if (done) return;
      done = true;
      aborted.fire();
    },
  };
}
