import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { importSigningKey } from '@alongside/crypto';
import { publicKey } from '@alongside/protocol';
import { z } from 'zod';
import { readBounded } from '../read-bounded.ts';
import { writeNewFile } from '../write-new-file.ts';

/** OWASP's cheat sheet on storing passwords, 2024: scrypt with N=2^17, r=8, p=1; that takes 128 MiB and half a second. */
const N = 131_072;
const R = 8;
const P = 1;
const MAX_MEMORY = 256 * 1024 * 1024;
const MAX_FILE = 4 * 1024;

const keyFile = z.strictObject({
  type: z.literal('alongside-organisation-key/1'),
  publicKey,
  kdf: z.strictObject({
    name: z.literal('scrypt'),
    n: z.literal(N),
    r: z.literal(R),
    p: z.literal(P),
    salt: z.string().regex(/^[A-Za-z0-9_-]{22}$/u),
  }),
  cipher: z.strictObject({ name: z.literal('aes-256-gcm'), iv: z.string().regex(/^[A-Za-z0-9_-]{16}$/u) }),
  /** The seed's 32 bytes, sealed, and the tag's 16. */
  sealed: z.string().regex(/^[A-Za-z0-9_-]{64}$/u),
});
type KeyFile = z.infer<typeof keyFile>;

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt);

/** Never over a file that is there. Throws what the file system says (`EEXIST`, …). */
export async function writeKeyFile(path: string, seed: Uint8Array, passphrase: string): Promise<{ publicKey: string }> {
  const key = await importSigningKey(Buffer.from(seed).toString('base64url'));
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const header: Omit<KeyFile, 'sealed'> = {
    type: 'alongside-organisation-key/1',
    publicKey: key.publicKey,
    kdf: { name: 'scrypt', n: N, r: R, p: P, salt: salt.toString('base64url') },
    cipher: { name: 'aes-256-gcm', iv: iv.toString('base64url') },
  };
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt), iv);
  cipher.setAAD(Buffer.from(canonical(header)));
  const sealed = Buffer.concat([cipher.update(seed), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  await writeNewFile(path, `${JSON.stringify({ ...header, sealed }, null, 2)}\n`);
  return { publicKey: key.publicKey };
}

/** What is written in it openly. Throws `storage.broken`, or what the file system says. */
export async function readKeyFile(path: string): Promise<KeyFile> {
  const bytes = await readBounded(path, MAX_FILE);
  try {
    const parsed = keyFile.safeParse(JSON.parse(Buffer.from(bytes ?? []).toString('utf8')));
    if (parsed.success) return parsed.data;
  } catch {
    // No JSON: said below.
  }
  throw new AppError('storage.broken', 'it is not a file of an organisation key');
}

/** Throws `auth.refused` for another passphrase, or for a file that was changed. */
export async function openKeyFile(file: KeyFile, passphrase: string) {
  const { sealed, ...header } = file;
  const bytes = Buffer.from(sealed, 'base64url');
  const key = await keyOf(passphrase, Buffer.from(file.kdf.salt, 'base64url'));
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(file.cipher.iv, 'base64url'));
  decipher.setAAD(Buffer.from(canonical(header)));
  decipher.setAuthTag(bytes.subarray(32));
  let seed: Buffer;
  try {
    seed = Buffer.concat([decipher.update(bytes.subarray(0, 32)), decipher.final()]);
  } catch {
    throw new AppError('auth.refused', 'the passphrase is another one, or the file was changed');
  }
  return importSigningKey(seed.toString('base64url'));
}

function keyOf(passphrase: string, salt: Buffer): Promise<Buffer> {
  // However a keyboard composes its letters.
  return derive(passphrase.normalize('NFC'), salt, 32, { N, r: R, p: P, maxmem: MAX_MEMORY });
}
