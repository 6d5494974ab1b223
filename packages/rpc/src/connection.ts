import {
  AppError,
  type Clock,
  type Disposable,
  DisposableStore,
  Emitter,
  type Event,
  type Logger,
  toAppError,
  toDisposable,
} from '@alongside/base';
import { type Envelope, readEnvelope } from './envelope.ts';
import type { AnyMessage, Contract, NotificationMessage, RequestMessage, Side } from './message.ts';
import { exceedsBytes, type Transport } from './transport.ts';

/** Why an inbound frame had no effect. */
export type DropReason =
  | 'malformed'
  | 'oversize'
  | 'unknown'
  | 'wrong-side'
  | 'invalid'
  | 'refused'
  | 'unhandled'
  | 'stray-answer'
  | 'too-many';

export interface Drop {
  readonly reason: DropReason;
  readonly method?: string | undefined;
  readonly error?: AppError | undefined;
}

export interface ConnectionOptions {
  /** Who we are, and who is believed to be at the other end. */
  readonly local: Side;
  readonly remote: Side;
  readonly contract: Contract;
  /** Asked for each known inbound message before its parameters are read; an error refuses it. */
  readonly gate?: (message: AnyMessage) => AppError | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The largest inbound frame that is looked at, whatever its message. */
  readonly maxFrameBytes?: number;
  /** Inbound requests being worked on at a time. */
  readonly maxConcurrent?: number;
}

export interface CallOptions {
  /** Until the answer; 10 s if unsaid. `Infinity` waits as long as the connection lives. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignalLike;
}

/** The part of AbortSignal that is used, so that this package needs no platform types. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** What a handler may know of the call that it answers. */
export interface CallContext {
  /** Fires when the caller gave up or the connection closed. */
  readonly onCancel: Event<void>;
  readonly cancelled: () => boolean;
}

interface Pending {
  readonly message: RequestMessage;
  readonly settle: (outcome: { result: unknown } | { error: AppError }) => void;
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_FRAME_BYTES = 256 * 1024;
const DEFAULT_MAX_CONCURRENT = 64;
/** Answers carry what the request's result schema allows; this bounds them where the descriptor is about parameters. */
const MAX_ANSWER_BYTES = 256 * 1024;

/**
 * Typed messages over a transport. A frame from the other end never makes this class throw: whatever is malformed,
 * too large, unknown, from the wrong side or refused by the gate is counted, told through `onDrop`, and answered with
 * an error where it was a request.
 */
export class Connection implements Disposable {
  readonly #transport: Transport;
  readonly #options: ConnectionOptions;
  readonly #handlers = new Map<string, (params: unknown, context: CallContext) => unknown>();
  readonly #listeners = new Map<string, (params: unknown) => void>();
  readonly #pending = new Map<number, Pending>();
  readonly #working = new Map<number, Emitter<void>>();
  readonly #dropped = new Emitter<Drop>();
  readonly #closed = new Emitter<string>();
  readonly #store = new DisposableStore();
  readonly #counts = new Map<DropReason, number>();
  #nextId = 1;
  #open = true;

  readonly onDrop: Event<Drop> = this.#dropped.event;
  readonly onClose: Event<string> = this.#closed.event;

  constructor(transport: Transport, options: ConnectionOptions) {
    this.#transport = transport;
    this.#options = options;
    this.#store.add(transport.onFrame((frame) => this.#handleFrame(frame)));
    this.#store.add(transport.onClose((reason) => this.#handleClose(reason)));
  }

  get open(): boolean {
    return this.#open;
  }

  get bufferedBytes(): number {
    return this.#transport.bufferedBytes;
  }

  /** How many inbound frames had no effect, by reason. */
  drops(reason: DropReason): number {
    return this.#counts.get(reason) ?? 0;
  }

  /** Answers a request. Throwing an AppError, or rejecting with one, answers with that error. */
  handle<P, R>(message: RequestMessage<P, R>, handler: (params: P, context: CallContext) => R | Promise<R>): Disposable {
    this.#mustKnow(message);
    this.#handlers.set(message.method, handler as (params: unknown, context: CallContext) => unknown);
    return toDisposable(() => this.#handlers.delete(message.method));
  }

  /** Listens to a notification. */
  on<P>(message: NotificationMessage<P>, listener: (params: P) => void): Disposable {
    this.#mustKnow(message);
    this.#listeners.set(message.method, listener as (params: unknown) => void);
    return toDisposable(() => this.#listeners.delete(message.method));
  }

  /** Sends a request and waits for its answer. Rejects with an AppError only. */
  call<P, R>(message: RequestMessage<P, R>, params: P, options: CallOptions = {}): Promise<R> {
    if (!this.#open) return Promise.reject(new AppError('rpc.closed', `the connection closed before ${message.method}`));
    if (options.signal?.aborted) return Promise.reject(cancelled(message.method));
    const id = this.#nextId++;
    const store = new DisposableStore();
    return new Promise<R>((resolve, reject) => {
      const settle: Pending['settle'] = (outcome) => {
        this.#pending.delete(id);
        store.dispose();
        if ('error' in outcome) reject(outcome.error);
        else resolve(outcome.result as R);
      };
      this.#pending.set(id, { message, settle });
      const giveUp = (error: AppError) => {
        this.#transport.send(JSON.stringify({ c: id }));
        settle({ error });
      };
      const timeoutMs = options.timeoutMs ?? message.timeoutMs ?? DEFAULT_TIMEOUT_MS;
      if (Number.isFinite(timeoutMs)) {
        store.add(
          this.#options.clock.after(timeoutMs, () =>
            giveUp(new AppError('request.timeout', `no answer to ${message.method} within ${timeoutMs} ms`)),
          ),
        );
      }
      const signal = options.signal;
      if (signal) {
        const abort = () => giveUp(cancelled(message.method));
        signal.addEventListener('abort', abort);
        store.defer(() => signal.removeEventListener('abort', abort));
      }
      this.#send(message, { m: message.method, i: id, p: params });
    });
  }

  /** Sends a notification; silently nothing where the connection is closed. */
  notify<P>(message: NotificationMessage<P>, params: P): void {
    if (this.#open) this.#send(message, { m: message.method, p: params });
  }

  close(reason: string): void {
    this.#transport.close(reason);
    this.#handleClose(reason);
  }

  dispose(): void {
    this.close('disposed');
  }

  #send(message: AnyMessage, envelope: Record<string, unknown>): void {
    const frame = JSON.stringify(envelope);
    if (exceedsBytes(frame, message.maxBytes)) {
      throw new AppError('request.too-large', `${message.method} is larger than ${message.maxBytes} bytes`);
    }
    this.#transport.send(frame);
  }

  #mustKnow(message: AnyMessage): void {
    if (this.#options.contract.get(message.method) !== message) throw new Error(`${message.method} is not in this contract`);
  }

  #drop(reason: DropReason, method?: string, error?: AppError): void {
    this.#counts.set(reason, this.drops(reason) + 1);
    this.#dropped.fire({ reason, method, error });
  }

  #handleFrame(frame: string): void {
    if (!this.#open) return;
    if (exceedsBytes(frame, this.#options.maxFrameBytes ?? DEFAULT_MAX_FRAME_BYTES)) return this.#drop('oversize');
    const envelope = readEnvelope(frame);
    if (envelope === undefined) return this.#drop('malformed');
    if ('m' in envelope) return this.#handleMessage(frame, envelope);
    if ('c' in envelope) return this.#working.get(envelope.c)?.fire();
    this.#handleAnswer(frame, envelope);
  }

  #handleMessage(frame: string, envelope: Extract<Envelope, { m: string }>): void {
    const id = 'i' in envelope ? envelope.i : undefined;
    const refuse = (reason: DropReason, error: AppError) => {
      this.#drop(reason, envelope.m, error);
      if (id !== undefined) this.#answer(id, { e: error.toWire() });
    };
    const message = this.#options.contract.get(envelope.m);
    if (message === undefined) return refuse('unknown', new AppError('rpc.unknown-method', 'this message is not known here'));
    if (message.from !== 'either' && message.from !== this.#options.remote) {
      return refuse('wrong-side', new AppError('rpc.wrong-side', `${message.method} is not for this side to send`));
    }
    if (exceedsBytes(frame, message.maxBytes)) {
      return refuse('oversize', new AppError('request.too-large', `${message.method} is larger than ${message.maxBytes} bytes`));
    }
    if ((message.kind === 'request') !== (id !== undefined)) {
      return refuse('malformed', new AppError('request.invalid', `${message.method} is a ${message.kind}`));
    }
    const refused = this.#options.gate?.(message);
    if (refused) return refuse('refused', refused);
    const params = message.params.safeParse(envelope.p);
    if (!params.success) {
      const issue = params.error.issues[0];
      const where = issue ? `${issue.path.join('.') || 'params'}: ${issue.message}` : 'params';
      return refuse('invalid', new AppError('request.invalid', `${message.method}: ${where}`.slice(0, 500)));
    }
    if (message.kind === 'notification') return this.#deliver(message, params.data);
    if (id !== undefined) void this.#work(message, id, params.data, refuse);
  }

  #deliver(message: NotificationMessage, params: unknown): void {
    const listener = this.#listeners.get(message.method);
    if (!listener) return this.#drop('unhandled', message.method);
    try {
      listener(params);
    } catch (thrown) {
      // Ours is the fault, not the sender's: say so in the log, and keep reading.
      this.#options.logger.error('a listener failed', { method: message.method, error: toAppError(thrown).message });
    }
  }

  async #work(
    message: RequestMessage,
    id: number,
    params: unknown,
    refuse: (reason: DropReason, error: AppError) => void,
  ): Promise<void> {
    const handler = this.#handlers.get(message.method);
    if (!handler) return refuse('unhandled', new AppError('rpc.not-handled', `${message.method} is not handled now`));
    if (this.#working.size >= (this.#options.maxConcurrent ?? DEFAULT_MAX_CONCURRENT) || this.#working.has(id)) {
      return refuse('too-many', new AppError('request.rate-limited', 'too many requests at a time'));
    }
    const cancel = new Emitter<void>();
    let isCancelled = false;
    cancel.event(() => {
      isCancelled = true;
    });
    this.#working.set(id, cancel);
    try {
      const result = await handler(params, { onCancel: cancel.event, cancelled: () => isCancelled });
      this.#answer(id, { r: result ?? null });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'internal')
        this.#options.logger.error('a handler failed', { method: message.method, error: error.message });
      // What an unforeseen error says may hold paths or content: the other end learns only that there was one.
      this.#answer(id, {
        e: error.code === 'internal' ? { code: 'internal', message: 'this failed on the other side' } : error.toWire(),
      });
    } finally {
      this.#working.delete(id);
    }
  }

  #answer(id: number, body: { r: unknown } | { e: unknown }): void {
    if (this.#open) this.#transport.send(JSON.stringify({ i: id, ...body }));
  }

  #handleAnswer(frame: string, envelope: Extract<Envelope, { r: unknown } | { e: unknown }>): void {
    const pending = this.#pending.get(envelope.i);
    if (!pending) return this.#drop('stray-answer');
    if ('e' in envelope) {
      const { code, message, data } = envelope.e;
      return pending.settle({ error: new AppError(code, message, data ? { context: data } : {}) });
    }
    if (exceedsBytes(frame, Math.max(MAX_ANSWER_BYTES, pending.message.maxBytes))) {
      this.#drop('oversize', pending.message.method);
      return pending.settle({ error: new AppError('request.too-large', `the answer to ${pending.message.method} is too large`) });
    }
    const result = pending.message.result.safeParse(envelope.r);
    if (result.success) return pending.settle({ result: result.data });
    this.#drop('invalid', pending.message.method);
    pending.settle({ error: new AppError('request.invalid', `the answer to ${pending.message.method} is not what was agreed`) });
  }

  #handleClose(reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    for (const { message, settle } of [...this.#pending.values()]) {
      settle({ error: new AppError('rpc.closed', `the connection closed before ${message.method} was answered`) });
    }
    for (const cancel of [...this.#working.values()]) cancel.fire();
    this.#store.dispose();
    this.#closed.fire(reason);
  }
}

function cancelled(method: string): AppError {
  return new AppError('request.cancelled', `${method} was cancelled`);
}
