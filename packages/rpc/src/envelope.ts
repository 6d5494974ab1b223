import { isErrorCode, type WireError } from '@alongside/base';
import { z } from 'zod';

/**
 * What stands on a wire, one JSON object a frame. Short keys, since key presses and mouse moves travel in it:
 *   request       {"m": method, "i": id, "p": params}
 *   notification  {"m": method, "p": params}
 *   result        {"i": id, "r": result}
 *   error         {"i": id, "e": {code, message, data?}}
 *   cancel        {"c": id}
 */
const id = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const method = z.string().min(1).max(64);

const wireError = z.strictObject({
  code: z
    .string()
    .max(64)
    .transform((code): WireError['code'] => (isErrorCode(code) ? code : 'internal')),
  message: z.string().max(2000),
  data: z.record(z.string().max(64), z.union([z.string().max(2000), z.number(), z.boolean(), z.null()])).optional(),
});

const envelope = z.union([
  z.strictObject({ m: method, i: id, p: z.unknown() }),
  z.strictObject({ m: method, p: z.unknown() }),
  z.strictObject({ i: id, e: wireError }),
  z.strictObject({ i: id, r: z.unknown() }),
  z.strictObject({ c: id }),
]);

export type Envelope = z.infer<typeof envelope>;

/** Reads a frame; `undefined` where it is no envelope. Never throws. */
export function readEnvelope(frame: string): Envelope | undefined {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return undefined; // Not JSON: the caller counts it as malformed.
  }
  const parsed = envelope.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
