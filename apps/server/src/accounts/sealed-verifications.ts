import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { DBAdapter, DBTransactionAdapter } from 'better-auth';

const IV_BYTES = 12;
const TAG_BYTES = 16;

export interface Seal {
  close(text: string): string;
  /** Throws for what was changed, or closed with another secret. */
  open(sealed: string): string;
}

/** AES-256-GCM with a key of its own for each purpose, from the server's secret: who has the database alone reads nothing. */
export function sealOf(secret: string, purpose: 'alongside-verifications/1' | 'alongside-mails/1'): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
  return {
    close(text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, iv);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES));
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
    },
  };
}

/** Wraps better-auth's adapter so that the values of its challenges stand sealed in the database. */
export function withSealedVerifications(adapter: DBAdapter, seal: Seal): DBAdapter {
  return {
    ...sealing(adapter, seal),
    transaction: (callback) => adapter.transaction((inner) => callback(sealing(inner, seal))),
  };
}

function sealing<A extends DBTransactionAdapter>(adapter: A, seal: Seal): A {
  const closed = <V extends Record<string, unknown>>(model: string, values: V): V =>
    model === 'verification' && typeof values.value === 'string' ? { ...values, value: seal.close(values.value) } : values;
  const opened = <T>(model: string, row: T): T => {
    if (model !== 'verification' || row === null || typeof row !== 'object') return row;
    const { value } = row as { value?: unknown };
    return typeof value === 'string' ? { ...row, value: seal.open(value) } : row;
  };
  return {
    ...adapter,
    create: async (data) => opened(data.model, await adapter.create({ ...data, data: closed(data.model, data.data) })) as never,
    findOne: async (data) => opened(data.model, await adapter.findOne(data)) as never,
    findMany: async (data) => (await adapter.findMany(data)).map((row) => opened(data.model, row)) as never,
    update: async (data) =>
      opened(data.model, await adapter.update({ ...data, update: closed(data.model, data.update) })) as never,
    updateMany: (data) => adapter.updateMany({ ...data, update: closed(data.model, data.update) }),
    consumeOne: async (data) => opened(data.model, await adapter.consumeOne(data)) as never,
  };
}
