import { AppError } from '@alongside/base';
import { readParts } from './read-parts.ts';

/** The text of this hash, part by part. The page does not take the core's word for it: what is read is what is named. */
export async function readNamed(
  sha256: string,
  ask: (offset: number) => Promise<{ readonly part: string; readonly total: number }>,
): Promise<string> {
  const { text } = await readParts(ask);
  if ((await hashOf(text)) !== sha256) throw new AppError('report.not-prepared', 'the text is not the one that was named');
  return text;
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
