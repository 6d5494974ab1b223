import type { z } from 'zod';

/** Who may be at an end of a connection. */
export type Side = 'agent' | 'technician' | 'server' | 'core' | 'page';

interface Descriptor {
  /** `feature/verb`, unique in a contract. */
  readonly method: string;
  /** The only side that may send it. */
  readonly from: Side | 'either';
  /** The capability whose live grant the receiving gate demands; absent where none is needed. */
  readonly needs?: string | undefined;
  /** The largest frame, in UTF-8 bytes, that carries this message's parameters. */
  readonly maxBytes: number;
}

/** A message that is answered. The parameters' and result's schemas are their types. */
export interface RequestMessage<P = unknown, R = unknown> extends Descriptor {
  readonly kind: 'request';
  readonly params: z.ZodType<P>;
  readonly result: z.ZodType<R>;
  /** Its answer may take this long; where nothing is said, as long as any. */
  readonly timeoutMs?: number;
}

/** A message without an answer. */
export interface NotificationMessage<P = unknown> extends Descriptor {
  readonly kind: 'notification';
  readonly params: z.ZodType<P>;
}

// biome-ignore lint/suspicious/noExplicitAny: a contract holds messages of all types; each is recovered by its descriptor
export type AnyMessage = RequestMessage<any, any> | NotificationMessage<any>;

/** All messages that a connection knows, by method. Anything else is unknown to it. */
export type Contract = ReadonlyMap<string, AnyMessage>;

/** Frames are small by default; a message that needs more says so. */
const DEFAULT_MAX_BYTES = 8 * 1024;

interface Options {
  from: Side | 'either';
  needs?: string;
  maxBytes?: number;
}

export function request<P, R>(
  method: string,
  options: Options & { params: z.ZodType<P>; result: z.ZodType<R>; timeoutMs?: number },
): RequestMessage<P, R> {
  return { maxBytes: DEFAULT_MAX_BYTES, ...options, kind: 'request', method };
}

export function notification<P>(method: string, options: Options & { params: z.ZodType<P> }): NotificationMessage<P> {
  return { maxBytes: DEFAULT_MAX_BYTES, ...options, kind: 'notification', method };
}

/** Builds a contract from modules of descriptors (`import * as shell from './shell.ts'`); other exports are passed over. */
export function contract(...groups: readonly Readonly<Record<string, unknown>>[]): Contract {
  const known = new Map<string, AnyMessage>();
  for (const group of groups) {
    for (const value of Object.values(group)) {
      if (!isMessage(value)) continue;
      const before = known.get(value.method);
      if (before !== undefined && before !== value) throw new Error(`two messages are called ${value.method}`);
      known.set(value.method, value);
    }
  }
  return known;
}

function isMessage(value: unknown): value is AnyMessage {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    (value.kind === 'request' || value.kind === 'notification') &&
    'method' in value
  );
}
