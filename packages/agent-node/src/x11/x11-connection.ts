import { connect, type Socket } from 'node:net';
import {
  AppError,
  type Clock,
  type Disposable,
  Emitter,
  type Event,
  type Logger,
  silentLogger,
  systemClock,
} from '@alongside/base';
import x11, { type Client, type ClientEvent, type Extensions, type Reply, type Setup } from 'x11';
import { findXCookie } from './x-authority.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface X11ConnectionOptions {
  /** DISPLAY, and XAUTHORITY or HOME for the cookie. */
  readonly env: Environment;
  readonly logger?: Logger | undefined;
  readonly clock?: Clock | undefined;
}

/** Long enough for a loaded machine; an X server that needs longer cannot be worked with. */
const OPEN_LIMIT_MS = 3000;

const unavailable = (message: string, cause?: unknown) => new AppError('input.unavailable', message, { cause });

/** `:1`, `:1.0`, `unix:1`, `host:10.0` (forwarded by SSH). */
export function parseDisplay(
  display: string,
): { readonly host: string; readonly number: number; readonly screen: number } | null {
  const match = /^(?:(?:unix|local)\/)?([A-Za-z0-9.-]*):(\d{1,5})(?:\.(\d{1,2}))?$/u.exec(display);
  if (!match) return null;
  const host = match[1] === 'unix' ? '' : (match[1] ?? '');
  return { host, number: Number(match[2]), screen: Number(match[3] ?? 0) };
}

/**
 * One connection to the X server. Requests with an answer are promises that fail with `input.unavailable` on an X error and
 * when the connection is lost; requests without an answer never throw. One per purpose, so that closing it ends all it holds
 * (grabs, event selections, damage).
 */
export class X11Connection implements Disposable {
  readonly root: number;
  readonly width: number;
  readonly height: number;
  readonly minKeycode: number;
  readonly maxKeycode: number;
  /** Bits of a resource id that its client may choose; the rest names the client. */
  readonly resourceMask: number;

  readonly #client: Client;
  readonly #socket: Socket;
  readonly #logger: Logger;
  readonly #atoms = new Map<string, Promise<number>>();
  readonly #extensions = new Map<keyof Extensions, Promise<Extensions[keyof Extensions] | null>>();
  readonly #waiting = new Set<(error: AppError) => void>();
  readonly #events = new Emitter<ClientEvent>();
  readonly #lost = new Emitter<void>();
  #state: 'open' | 'lost' | 'closed' = 'open';

  private constructor(setup: Setup, screen: number, socket: Socket, logger: Logger) {
    const own = setup.screen[screen] ?? setup.screen[0];
    if (!own) throw unavailable('The X server has no screen.');
    this.root = own.root;
    this.width = own.pixel_width;
    this.height = own.pixel_height;
    this.minKeycode = setup.min_keycode;
    this.maxKeycode = setup.max_keycode;
    this.resourceMask = setup.resource_mask;
    this.#client = setup.client;
    this.#socket = socket;
    this.#logger = logger;
    this.#client.on('event', (event) => this.#events.fire(event));
    socket.on('close', () => this.#handleLoss());
    socket.on('end', () => this.#handleLoss());
  }

  /** Throws `input.unavailable` with the reason in words. */
  static async open({ env, logger = silentLogger, clock = systemClock() }: X11ConnectionOptions): Promise<X11Connection> {
    const name = env.DISPLAY;
    if (!name) throw unavailable('There is no X display (DISPLAY is not set).');
    const display = parseDisplay(name);
    if (!display) throw unavailable(`DISPLAY has no form that is known: ${name.slice(0, 80)}`);
    const cookie = await findXCookie(env, display.number);
    // Opened here and not by the library, which falls back to TCP where the local socket is missing.
    const socket = display.host ? connect(6000 + display.number, display.host) : connect(`/tmp/.X11-unix/X${display.number}`);
    let failed: (error: AppError) => void = () => undefined;
    const setup = new Promise<Setup>((resolve, reject) => {
      failed = reject;
      const fail = (error: unknown) => {
        const reason = error instanceof Error ? error.message : 'closed before it was ready';
        logger.debug('x11 error', { reason });
        reject(unavailable(`The X display ${name} does not answer: ${reason}`, error));
      };
      socket.on('close', fail);
      const client = x11.createClient(
        { display: `:${display.number}`, stream: socket, auth: cookie, disableBigRequests: true },
        (error, ready) => (error ? fail(error) : resolve(ready)),
      );
      // Also the place where X errors of requests without an answer end up, for the whole life of the connection.
      client.on('error', fail);
    });
    const limit = clock.after(OPEN_LIMIT_MS, () => failed(unavailable(`The X display ${name} does not answer.`)));
    try {
      return new X11Connection(await setup, display.screen, socket, logger);
    } catch (error) {
      socket.destroy();
      throw error;
    } finally {
      limit.dispose();
    }
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  readonly onEvent: Event<ClientEvent> = this.#events.event;
  /** The X server or the connection went away; not fired by `dispose()`. */
  readonly onLost: Event<void> = this.#lost.event;

  /** A request with an answer. */
  ask<T>(request: (client: Client, reply: Reply<T>) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#state !== 'open') {
        reject(unavailable('The connection to the X server is closed.'));
        return;
      }
      this.#waiting.add(reject);
      const reply: Reply<T> = (error, value) => {
        this.#waiting.delete(reject);
        if (error) reject(unavailable(`The X server refused: ${error.message}`, error));
        else resolve(value);
        return true; // the error is handled
      };
      try {
        request(this.#client, reply);
      } catch (error) {
        reply(error instanceof Error ? error : new Error(String(error)), undefined as T);
      }
    });
  }

  /** A request without an answer. Returns false where it could not be sent. */
  send(request: (client: Client) => void): boolean {
    if (this.#state !== 'open') return false;
    try {
      request(this.#client);
      return true;
    } catch (error) {
      this.#logger.warn('x11 request not sent', { reason: error instanceof Error ? error.message : String(error) });
      return false;
    }
  }

  /** A request that the library lacks. `packet` is complete; the body given to `read` starts at byte 8 of the answer. */
  askRaw<T>(packet: Buffer, read: (body: Buffer, detail: number) => T): Promise<T> {
    return this.ask<T>((client, reply) => {
      client.seq_num += 1;
      client.replies[client.seq_num] = [read, reply as Reply<never>];
      client.pack_stream.put(packet);
      client.pack_stream.submit(true);
    });
  }

  sendRaw(packet: Buffer): boolean {
    return this.send((client) => {
      client.seq_num += 1;
      client.pack_stream.put(packet);
      client.pack_stream.submit();
    });
  }

  /** Resolves when the X server has done everything that was asked so far. */
  async settled(): Promise<void> {
    await this.ask<{ readonly focus: number }>((client, reply) => client.GetInputFocus(reply));
  }

  atom(name: string): Promise<number> {
    return remember(this.#atoms, name, () => this.ask<number>((client, reply) => client.InternAtom(false, name, reply)));
  }

  /** Null where the X server has no such extension. */
  extension<Name extends keyof Extensions>(name: Name): Promise<Extensions[Name] | null> {
    const found = remember(this.#extensions, name, () =>
      this.ask<Extensions[Name]>((client, reply) => client.require(name, reply)).catch((error: unknown) => {
        if (this.isOpen) return null;
        throw error;
      }),
    );
    return found as Promise<Extensions[Name] | null>;
  }

  /** Closes after what was sent has left; what the connection held in the X server is given back by it. */
  dispose(): void {
    if (this.#state === 'closed') return;
    const wasOpen = this.#state === 'open';
    this.#state = 'closed';
    if (wasOpen) this.#client.terminate();
    this.#failWaiting('The connection to the X server is closed.');
    this.#events.dispose();
    this.#lost.dispose();
  }

  #handleLoss(): void {
    if (this.#state !== 'open') return;
    this.#state = 'lost';
    this.#socket.destroy();
    this.#failWaiting('The connection to the X server was lost.');
    this.#lost.fire();
  }

  #failWaiting(reason: string): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const fail of waiting) fail(unavailable(reason));
  }
}

function remember<Key, Value>(store: Map<Key, Promise<Value>>, key: Key, make: () => Promise<Value>): Promise<Value> {
  const known = store.get(key);
  if (known) return known;
  const made = make();
  store.set(key, made);
  return made;
}
