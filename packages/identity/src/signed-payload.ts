import { AppError, type Crypto, fromBase64Url, fromUtf8, type SigningKey } from '@alongside/base';
import { canonical } from '@alongside/consent';
import type { z } from 'zod';

/** Signs the canonical form of what the schema lets through. Throws `request.invalid` for what no reader would take. */
export async function signPayload<T>(key: SigningKey, schema: z.ZodType<T>, value: T): Promise<string> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    throw new AppError('request.invalid', `this cannot be signed: ${where}${issue?.message}`);
  }
  return key.signJws(canonical(parsed.data));
}

/** What a JWS says before anybody has verified it: to find the key that it names, and for nothing else. */
export function unverifiedPayload<T>(jws: string, schema: z.ZodType<T>): T | undefined {
  try {
    const bytes = fromBase64Url(jws.split('.')[1] ?? '');
    return bytes && readCanonical(fromUtf8(bytes), schema);
  } catch {
    return undefined; // No UTF-8.
  }
}

/** The payload where the JWS is of this key, in canonical form and of this schema; undefined otherwise. */
export async function verifiedPayload<T>(jws: string, key: string, schema: z.ZodType<T>, crypto: Crypto): Promise<T | undefined> {
  const text = await crypto.verifyJws(key, jws);
  return text === undefined ? undefined : readCanonical(text, schema);
}

/** One spelling for each content, so that the same document is never two. */
function readCanonical<T>(text: string, schema: z.ZodType<T>): T | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const parsed = schema.safeParse(value);
    return parsed.success && canonical(value) === text ? parsed.data : undefined;
  } catch {
    return undefined; // No JSON, or none that has a canonical form.
  }
}
