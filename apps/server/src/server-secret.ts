import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, type RandomSource, randomId } from '@alongside/base';

/** The secret that signs cookies: made once, random, in a file of its own that only its owner can read. */
export function serverSecret(dataDir: string, random: RandomSource): string {
  const file = join(dataDir, 'secret');
  try {
    // `wx`: never over one that is there, not even when two servers start at the same time.
    writeFileSync(file, `${randomId(random, 256)}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < 40) {
    throw new AppError('storage.broken', `The file ${file} is damaged. Remove it to make a new one; everybody signs in again.`);
  }
  return secret;
}
