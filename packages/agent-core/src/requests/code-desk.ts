import {
  AppError,
  type Clock,
  type Crypto,
  type Disposable,
  DisposableStore,
  Emitter,
  type Event,
  type Logger,
  type RandomSource,
  randomId,
  type SigningKey,
  toAppError,
} from '@alongside/base';
import { canonical } from '@alongside/consent';
import { CODE_LIVES_MS, codeToHash, deviceSocket, type Notice } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { ServerLink } from '../ports/index.ts';

/** A code that is shown to be read out. */
export interface ShownCode {
  readonly requestId: string;
  /** Ten digits. */
  readonly code: string;
  readonly name: string;
  /** Wall time of its making. */
  readonly at: number;
  /** Monotonic: when it is over, whatever the server says. */
  readonly until: number;
}

export interface CodeDeskParts {
  readonly server: ServerLink;
  readonly identity: SigningKey;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  /** The technician has entered it: it is a request from now on. */
  readonly redeemed: (code: ShownCode, number: number) => void;
}

const DIGITS = 10;
/** Of 10,000 nameplates the few that are in use are seldom met twice. */
const TRIES = 5;

/** The code to read out: made and hashed here, known to the server as a hash alone, over after ten minutes or one use. */
export class CodeDesk implements Disposable {
  readonly #parts: CodeDeskParts;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #notices = new Emitter<Notice>();
  #shown: ShownCode | undefined;
  /** What the last one that was entered has become. */
  #entered: string | undefined;
  #timer: Disposable | undefined;

  readonly onChange: Event<void> = this.#changed.event;
  readonly onNotice: Event<Notice> = this.#notices.event;

  constructor(parts: CodeDeskParts) {
    this.#parts = parts;
  }

  get shown(): ShownCode | undefined {
    return this.#shown;
  }

  start(): void {
    this.#store.add(this.#parts.server.onConnection((connection) => this.#attach(connection)));
    this.#attach(this.#parts.server.connection);
  }

  /** Throws `rpc.closed` while the server is away: nobody could enter it. */
  async make(name: string): Promise<void> {
    const { clock, random, server } = this.#parts;
    this.#end();
    for (let tries = 1; ; tries += 1) {
      const made: ShownCode = {
        requestId: randomId(random),
        code: randomDigits(random, DIGITS),
        name: name.trim() === '' ? '–' : name,
        at: clock.now(),
        until: clock.monotonic() + CODE_LIVES_MS,
      };
      try {
        await this.#tell(server.connection, made);
        return this.#show(made);
      } catch (thrown) {
        if (toAppError(thrown).code !== 'code.taken' || tries === TRIES) throw thrown;
      }
    }
  }

  /** The user takes it back: from this moment a join that names it is dropped, also where the server does not hear of it. */
  cancel(): void {
    const shown = this.#shown;
    this.#end();
    if (!shown) return;
    this.#parts.server.connection
      ?.call(deviceSocket.codeCancel, { requestId: shown.requestId })
      .catch((error: unknown) => this.#note('the server did not hear that the code was taken back', error));
  }

  dispose(): void {
    this.#timer?.dispose();
    this.#store.dispose();
  }

  #attach(connection: Connection | undefined): void {
    if (!connection) return;
    connection.on(deviceSocket.codeBurnt, ({ requestId }) => this.#handleBurnt(requestId));
    connection.on(deviceSocket.codeRedeemed, ({ requestId, number }) => this.#handleRedeemed(requestId, number));
    if (!this.#shown) return;
    // The server ties a code to the connection that it was told on.
    this.#tell(connection, this.#shown).catch((error: unknown) => this.#note('the code could not be told anew', error));
  }

  async #tell(connection: Connection | undefined, { requestId, code, name, at }: ShownCode): Promise<void> {
    if (!connection) throw new AppError('rpc.closed', 'the server cannot be reached at the moment');
    const { crypto, identity, server } = this.#parts;
    const codeHash = crypto.sha256(codeToHash(requestId, code));
    const until = at + CODE_LIVES_MS;
    const proof = await identity.signJws(canonical({ requestId, deviceId: server.deviceId, codeHash, at, until }));
    const nameplate = code.slice(0, 4);
    await connection.call(deviceSocket.codeCreate, { requestId, name, nameplate, codeHash, at, until, proof });
  }

  #show(made: ShownCode): void {
    // Two presses at once: the newer one took the place of the older at the server, too.
    this.#end();
    this.#shown = made;
    this.#timer = this.#parts.clock.after(made.until - this.#parts.clock.monotonic(), () => {
      this.#end();
      this.#notices.fire({ kind: 'code-over' });
    });
    this.#changed.fire();
  }

  #handleBurnt(requestId: string): void {
    if (this.#shown?.requestId !== requestId) return;
    this.#end();
    this.#notices.fire({ kind: 'code-burnt' });
  }

  #handleRedeemed(requestId: string, number: number): void {
    const shown = this.#shown;
    // Said twice, over the connection of before and over the one after it.
    if (requestId === this.#entered) return;
    if (shown?.requestId !== requestId) return this.#refuse(requestId);
    this.#entered = requestId;
    this.#end();
    this.#parts.redeemed(shown, number);
  }

  /** It was over here before it was entered: whoever entered it is not left waiting for an answer that cannot come. */
  #refuse(requestId: string): void {
    this.#parts.server.connection
      ?.call(deviceSocket.requestCancel, { requestId })
      .catch((error: unknown) => this.#note('the server did not hear that a code was over', error));
  }

  #end(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    if (!this.#shown) return;
    this.#shown = undefined;
    this.#changed.fire();
  }

  #note(message: string, error: unknown): void {
    this.#parts.logger.warn(message, { code: toAppError(error).code });
  }
}

/** Each digit as likely as any other: bytes above 249 would favour the first six. */
function randomDigits(random: RandomSource, count: number): string {
  let digits = '';
  while (digits.length < count) {
    for (const byte of random.bytes(count)) if (byte < 250 && digits.length < count) digits += String(byte % 10);
  }
  return digits;
}
