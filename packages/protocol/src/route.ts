import { z } from 'zod';
import type { Permission } from './permissions.ts';

export interface Route<B = unknown, R = unknown> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With `:name` for parameters. */
  readonly path: string;
  /** The permission of whoever calls it (permissions.ts); `anyone` without signing in. */
  readonly access: 'anyone' | Permission;
  readonly summary: string;
  /** Absent on GET. */
  readonly body: z.ZodType<B>;
  readonly result: z.ZodType<R>;
}

export function route<B, R>(
  method: Route['method'],
  path: string,
  access: Route['access'],
  summary: string,
  schemas: { body: z.ZodType<B>; result: z.ZodType<R> },
): Route<B, R> {
  return { method, path, access, summary, ...schemas };
}

export const none = z.undefined();
export const done = z.strictObject({ ok: z.literal(true) });
/** Length only, as NIST SP 800-63B section 3.1.1 advises; better-auth bounds it again. */
export const password = z.string().min(12).max(128);
