import { z } from 'zod';

/** One question to the process that talks to the keychain, and its one answer. */
export const keychainRequest = z.discriminatedUnion('op', [
  z.strictObject({ op: z.literal('get'), service: z.string(), account: z.string() }),
  z.strictObject({ op: z.literal('set'), service: z.string(), account: z.string(), secret: z.string() }),
  z.strictObject({ op: z.literal('remove'), service: z.string(), account: z.string() }),
]);
export type KeychainRequest = z.infer<typeof keychainRequest>;

export const keychainAnswer = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('done'),
    secret: z
      .string()
      .max(64 * 1024)
      .nullable(),
  }),
  z.strictObject({ status: z.literal('failed'), reason: z.string().max(1000) }),
]);
export type KeychainAnswer = z.infer<typeof keychainAnswer>;
