import { z } from 'zod';

const secret = z.string().min(16, 'has 16 characters at least').max(500);
const address = z
  .url({ protocol: /^https?$/u })
  .transform((text) => text.replace(/\/+$/u, ''))
  .refine((text) => text.startsWith('https:') || ['localhost', '127.0.0.1', '[::1]'].includes(new URL(text).hostname), {
    error: 'is https, or http to this machine',
  });

const environment = z.object({
  ALONGSIDE_URL: address,
  ALONGSIDE_KEY: secret,
  ALONGSIDE_WEBHOOK_SECRET: secret,
  GITHUB_REPOSITORY: z.string().regex(/^[A-Za-z0-9-]{1,39}\/[A-Za-z0-9._-]{1,100}$/u, 'is OWNER/NAME'),
  GITHUB_TOKEN: secret,
  GITHUB_WEBHOOK_SECRET: secret,
  GITHUB_API: address.default('https://api.github.com'),
  GITHUB_LABEL: z.string().min(1).max(50).default('from-support'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(7430),
});
export type BridgeSettings = z.infer<typeof environment>;

/** Throws with the names of what is missing or wrong, and never with what was given. */
export function readBridgeSettings(given: Readonly<Record<string, string | undefined>>): BridgeSettings {
  const read = environment.safeParse(given);
  if (read.success) return read.data;
  const lines = read.error.issues.map(
    ({ path, message, code }) => `${path.join('.')} ${code === 'invalid_type' ? 'is missing' : message}`,
  );
  throw new Error([...new Set(lines)].join('\n'));
}
