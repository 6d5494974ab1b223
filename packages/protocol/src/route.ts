import { z } from 'zod';
import { instant } from './common.ts';
import type { Permission } from './permissions.ts';

export interface Route<B = unknown, R = unknown> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:name` for parameters. */
  readonly path: string;
  /** The permission of whoever calls it (permissions.ts); `anyone` without signing in. */
  readonly access: 'anyone' | Permission;
  readonly summary: string;
  /** Absent on GET. Of an upload, what is said of its bytes. */
  readonly body: z.ZodType<B>;
  readonly result: z.ZodType<R>;
  /** Whose body is a file: the request's, or the answer's. */
  readonly bytes?: 'up' | 'down';
  /** Changes nothing, for all that it has a body: it is no act for the audit, whatever its permission. */
  readonly reads?: true;
}

/** The body of an upload is the file alone (application/octet-stream); this header has its `body`, as `aboutHeader` writes it. */
export const ABOUT_HEADER = 'alongside-about';
export const MAX_ABOUT = 4096;
export function aboutHeader(body: unknown): string {
  return encodeURIComponent(JSON.stringify(body));
}

export function route<B, R>(
  method: Route['method'],
  path: string,
  access: Route['access'],
  summary: string,
  schemas: { body: z.ZodType<B>; result: z.ZodType<R>; reads?: true },
): Route<B, R> {
  return { method, path, access, summary, ...schemas };
}

export function uploadRoute<B, R>(
  path: string,
  access: Route['access'],
  summary: string,
  schemas: { body: z.ZodType<B>; result: z.ZodType<R> },
): Route<B, R> & { readonly bytes: 'up' } {
  return { ...route('POST', path, access, summary, schemas), bytes: 'up' };
}

export function downloadRoute<B>(
  method: 'GET' | 'POST',
  path: string,
  access: Route['access'],
  summary: string,
  { body }: { body: z.ZodType<B> },
): Route<B, undefined> & { readonly bytes: 'down' } {
  return { ...route(method, path, access, summary, { body, result: none }), bytes: 'down' };
}

export const none = z.undefined();
/** A link to hand on, until when it can be used. */
export const link = z.strictObject({ url: z.string().max(500), expiresAt: instant });
export const done = z.strictObject({ ok: z.literal(true) });
/** Length only, as NIST SP 800-63B section 3.1.1 advises; better-auth bounds it again. */
export const password = z.string().min(12).max(128);
