import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, type RandomSource, randomId, type SigningKey } from '@alongside/base';
import { importSigningKey } from '@alongside/crypto';

/** The secret that signs cookies. */
export function serverSecret(dataDir: string, random: RandomSource): string {
  return keptSecret(join(dataDir, 'secret'), random, 'everybody signs in again');
}

/** The key that attests second factors to devices, which keep its public half from their enrollment, and signs the audit. */
export function serverKey(dataDir: string, random: RandomSource): Promise<SigningKey> {
  return importSigningKey(keptSecret(join(dataDir, 'signing-key'), random, 'computers are enrolled again'));
}

/** Made once, random, in a file of its own that only its owner can read. */
function keptSecret(file: string, random: RandomSource, price: string): string {
  try {
    // `wx`: never over one that is there, not even when two servers start at the same time.
    writeFileSync(file, `${randomId(random, 256)}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < 40) {
    throw new AppError('storage.broken', `The file ${file} is damaged. Remove it to make a new one; ${price}.`);
  }
  return secret;
}
