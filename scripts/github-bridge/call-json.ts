import type { z } from 'zod';

const PATIENCE_MS = 8_000;
/** A page of a hundred issues is far below this. */
const MAX_BYTES = 16 * 1024 * 1024;

export interface JsonCall<T> {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly result: z.ZodType<T>;
}

/** An answer that is none of those that were hoped for. Never says what was sent: a key may stand in it. */
export class Refused extends Error {
  readonly status: number;
  readonly answer: string;

  constructor(where: string, status: number, answer: string) {
    super(`${where} answered ${status}`);
    this.status = status;
    this.answer = answer;
  }
}

/** One call that follows no redirect, is over in time, and believes of its answer what the schema says. */
export async function callJson<T>(address: URL, { method, headers, body, result }: JsonCall<T>): Promise<T> {
  const response = await fetch(address, {
    method,
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    redirect: 'error',
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await textOf(response);
  if (!response.ok) throw new Refused(`${method} ${address.host}${address.pathname}`, response.status, text);
  return result.parse(JSON.parse(text));
}

async function textOf({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body ?? []) {
    bytes += part.length;
    if (bytes > MAX_BYTES) throw new Error('an answer was too long to be one');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
