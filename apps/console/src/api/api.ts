import { AppError, isErrorCode } from '@alongside/base';
import { ABOUT_HEADER, aboutHeader, type FactorMethod, factorMethod, http } from '@alongside/protocol';
import { z } from 'zod';

export interface RouteCall<B> {
  /** For the `:name` parts of the path. */
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: B;
  readonly signal?: AbortSignal;
}

/** How the server says a failure (apps/server): one AppError in its wire form. */
const failure = z.object({
  error: z.object({
    code: z.string(),
    message: z.string().max(2000),
    data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  }),
});

const firstStep = z.object({ factors: z.array(factorMethod).default([]) });

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json' };

/** The server's HTTP interface, typed by its routes. Rejects with AppError only; results are schema-checked. */
export class Api {
  readonly #fetch: Fetch;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  async callRoute<B, R>(route: http.Route<B, R>, call: RouteCall<B> = {}): Promise<R> {
    const response = await this.#send(pathOf(route.path, call.params ?? {}), {
      method: route.method,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    const parsed = route.result.safeParse(response);
    if (!parsed.success) throw new AppError('request.invalid', `${route.path} answered something else than was agreed`);
    return parsed.data;
  }

  /** Sends a file; `body` is what is said of it. */
  async upload<B, R>(route: http.Route<B, R> & { bytes: 'up' }, call: RouteCall<B>, file: Blob): Promise<R> {
    const response = await this.#send(pathOf(route.path, call.params ?? {}), {
      method: route.method,
      headers: {
        accept: JSON_HEADERS.accept,
        'content-type': 'application/octet-stream',
        [ABOUT_HEADER]: aboutHeader(call.body),
      },
      body: file,
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    return route.result.parse(response);
  }

  async download<B>(route: http.Route<B, undefined> & { bytes: 'down' }, call: RouteCall<B>): Promise<Blob> {
    const response = await this.#answer(pathOf(route.path, call.params ?? {}), {
      method: route.method,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
    return response.blob();
  }

  /**
   * Empty once signed in; else the second factors of the account, one of which must follow. A wrong password and an
   * unknown account answer alike (`auth.refused`).
   */
  async signIn(email: string, password: string): Promise<readonly FactorMethod[]> {
    try {
      const answer = await this.#send('/api/auth/sign-in/email', { method: 'POST', body: JSON.stringify({ email, password }) });
      return firstStep.parse(answer).factors;
    } catch (error) {
      if (error instanceof AppError && (error.code === 'auth.required' || error.code === 'request.invalid')) {
        throw new AppError('auth.refused', 'the e-mail address or the password is not right', { cause: error });
      }
      throw error;
    }
  }

  async signInByCode(method: 'totp' | 'recovery', code: string): Promise<void> {
    await this.callRoute(http.signInFactor, { body: { method, code } });
  }

  /** `ask` has the browser answer the challenge. */
  async signInByPasskey(ask: (options: Readonly<Record<string, unknown>>) => Promise<Record<string, unknown>>): Promise<void> {
    const { options } = await this.callRoute(http.signInPasskeyOptions, { body: {} });
    await this.callRoute(http.signInPasskey, { body: { response: await ask(options) } });
  }

  async signOut(): Promise<void> {
    await this.#send('/api/auth/sign-out', { method: 'POST', body: '{}' });
  }

  async #send(path: string, init: RequestInit): Promise<unknown> {
    return readJson(await this.#answer(path, init));
  }

  /** A good one; rejects with what any other says. */
  async #answer(path: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await this.#fetch(path, {
        credentials: 'same-origin',
        headers: init.body === undefined ? { accept: JSON_HEADERS.accept } : JSON_HEADERS,
        ...init,
      });
    } catch (cause) {
      if (init.signal?.aborted) throw new AppError('request.cancelled', `${path} was cancelled`, { cause });
      throw new AppError('rpc.closed', 'the server cannot be reached', { cause });
    }
    if (response.ok) return response;
    const body = await readJson(response);
    const told = failure.safeParse(body);
    if (told.success && isErrorCode(told.data.error.code)) {
      const { code, message, data } = told.data.error;
      throw new AppError(code, message, data === undefined ? {} : { context: data });
    }
    throw new AppError(codeOf(response.status), `${path} answered ${response.status}`);
  }
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // A proxy's page, say: the status tells what it was.
  }
}

/** For answers that are not ours: better-auth's, a proxy's. */
function codeOf(status: number) {
  if (status === 401) return 'auth.required';
  if (status === 403) return 'auth.refused';
  if (status === 429) return 'request.rate-limited';
  if (status === 413) return 'request.too-large';
  return status >= 400 && status < 500 ? 'request.invalid' : 'internal';
}

function pathOf(path: string, params: Readonly<Record<string, string>>): string {
  return path.replace(/:([a-z]+)/giu, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${path} needs ${name}`);
    return encodeURIComponent(value);
  });
}
