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
import { ACTION_MS, type ActionProgress, type ActionRequest, type ActionResult, session } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { ConsentView } from './consent-view.ts';

/**
 *   none ─► asked ─► running ─► ended
 *             ├───► none        (no, silence, taken back)
 *             └───► ended       (allowed, and over before it began)
 */
export type ActionState =
  | { readonly state: 'none' }
  | { readonly state: 'asked'; readonly request: ActionRequest; readonly askId: string }
  | {
      readonly state: 'running';
      readonly request: ActionRequest;
      readonly runId: string;
      readonly progress: ActionProgress | undefined;
    }
  | { readonly state: 'ended'; readonly request: ActionRequest; readonly error: unknown };

/** What the user let be done and be told, newest first. Instants are wall time, ms. */
export interface DoneAction {
  readonly runId: string;
  readonly at: number;
  readonly result: ActionResult;
}

const KEPT = 20;
/** The grant ends before that; this is for an agent that hangs. */
const RUN_TIMEOUT_MS = ACTION_MS + 60_000;

/** Named actions: one is asked for, done as soon as it was allowed, and over with it. */
export class Actions implements Disposable {
  readonly current = new Observable<ActionState>({ state: 'none' });
  readonly done = new Observable<readonly DoneAction[]>([]);
  readonly #parts: {
    readonly connection: Connection;
    readonly consent: ConsentView;
    readonly clock: Clock;
    readonly random: RandomSource;
  };
  readonly #store = new DisposableStore();

  constructor(parts: {
    readonly connection: Connection;
    readonly consent: ConsentView;
    readonly clock: Clock;
    readonly random: RandomSource;
  }) {
    this.#parts = parts;
    const { connection, consent } = parts;
    this.#store.add(connection.on(session.actionProgressed, (told) => this.#handleProgress(told)));
    this.#store.add(
      consent.grants.onChange(() => {
        this.#begin();
        this.#handleOver();
      }),
    );
    this.#store.add(consent.asks.onChange(() => this.#handleAnswer()));
  }

  /** Asks the user for one action. Throws as the agent refuses. */
  async ask(request: ActionRequest, reason: string, stepUp?: string): Promise<void> {
    const askId = await this.#parts.consent.ask('actions.run', reason, ACTION_MS, stepUp, request);
    this.current.set({ state: 'asked', request, askId });
    this.#handleAnswer();
    this.#begin();
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Nothing came of the question, as its own state tells. */
  #handleAnswer(): void {
    const { value } = this.current;
    const ask = this.#parts.consent.asks.value['actions.run'];
    if (value.state !== 'asked' || ask?.askId !== value.askId) return;
    if (['refused', 'unanswered', 'withdrawn', 'failed'].includes(ask.outcome)) this.current.set({ state: 'none' });
  }

  /** Allowed, and over before it could begin: it was taken back, or held up for too long. */
  #handleOver(): void {
    const { value } = this.current;
    const { asks, grants } = this.#parts.consent;
    const ask = asks.value['actions.run'];
    if (value.state !== 'asked' || ask?.askId !== value.askId || ask.outcome !== 'granted') return;
    if (grants.value.live['actions.run'] !== undefined) return;
    const error = new AppError('consent.expired', 'what was allowed was over before it began');
    this.current.set({ state: 'ended', request: value.request, error });
  }

  /** Once it is allowed and nothing holds it up. */
  #begin(): void {
    const { value } = this.current;
    if (value.state !== 'asked' || !this.#parts.consent.mayUse('actions.run')) return;
    const { request } = value;
    const runId = randomId(this.#parts.random);
    this.current.set({ state: 'running', request, runId, progress: undefined });
    this.#parts.connection
      .call(session.actionRun, { runId, action: request }, { timeoutMs: RUN_TIMEOUT_MS })
      .then((result) => {
        this.done.set([{ runId, at: this.#parts.clock.now(), result }, ...this.done.value].slice(0, KEPT));
        this.current.set({ state: 'none' });
      })
      .catch((error: unknown) => this.current.set({ state: 'ended', request, error: toAppError(error) }));
  }

  #handleProgress({ runId, ...progress }: ActionProgress & { readonly runId: string }): void {
    const { value } = this.current;
    if (value.state === 'running' && value.runId === runId) this.current.set({ ...value, progress });
  }
}
