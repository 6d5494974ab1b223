import type { DBAdapter, DBTransactionAdapter, Where } from 'better-auth';

/**
 * Wraps better-auth's adapter so that a session's token, which is what its cookie proves, stands in the database as a
 * hash only: hashed on the way in and in each condition, given back as it was asked for on the way out.
 */
export function withHashedSessions(adapter: DBAdapter, hash: (token: string) => string): DBAdapter {
  return {
    ...hashing(adapter, hash),
    transaction: (callback) => adapter.transaction((inner) => callback(hashing(inner, hash))),
  };
}

type Row = { token?: unknown };

function hashing<A extends DBTransactionAdapter>(adapter: A, hash: (token: string) => string): A {
  const hidden = (value: unknown) => (typeof value === 'string' ? hash(value) : value);
  const conditions = (where: Where[]) =>
    where.map((clause): Where => {
      if (clause.field !== 'token') return clause;
      const value = Array.isArray(clause.value) ? clause.value.map((item) => hash(String(item))) : hidden(clause.value);
      return { ...clause, value: value as Where['value'] };
    });
  /** The token by which a row was asked for, if it was. */
  const askedFor = (where: Where[] | undefined) => {
    const value = where?.find((clause) => clause.field === 'token')?.value;
    return typeof value === 'string' ? value : undefined;
  };
  const shown = <T>(row: T, token: unknown): T =>
    row !== null && typeof row === 'object' && 'token' in row && typeof token === 'string' ? { ...row, token } : row;
  const withWhere = <D extends { model: string; where?: Where[] | undefined }>(data: D): D =>
    data.model === 'session' && data.where ? { ...data, where: conditions(data.where) } : data;
  const withToken = <V extends Record<string, unknown>>(values: V): V =>
    'token' in values ? { ...values, token: hidden(values.token) } : values;

  return {
    ...adapter,
    async create(data) {
      if (data.model !== 'session') return adapter.create(data);
      const created = await adapter.create({ ...data, data: withToken(data.data) });
      return shown(created, (data.data as Row).token) as never;
    },
    findOne: async (data) => shown(await adapter.findOne(withWhere(data)), askedFor(data.where)) as never,
    findMany: async (data) => (await adapter.findMany(withWhere(data))).map((row) => shown(row, askedFor(data.where))) as never,
    count: (data) => adapter.count(withWhere(data)),
    async update(data) {
      if (data.model !== 'session') return adapter.update(data);
      const updated = await adapter.update({ ...withWhere(data), update: withToken(data.update) });
      return shown(updated, (data.update as Row).token ?? askedFor(data.where)) as never;
    },
    updateMany: (data) =>
      adapter.updateMany(data.model === 'session' ? { ...withWhere(data), update: withToken(data.update) } : data),
    delete: (data) => adapter.delete(withWhere(data)),
    deleteMany: (data) => adapter.deleteMany(withWhere(data)),
    consumeOne: async (data) => shown(await adapter.consumeOne(withWhere(data)), askedFor(data.where)) as never,
    incrementOne: (data) => adapter.incrementOne(withWhere(data)),
  };
}
