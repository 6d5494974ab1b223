import type { Selectable } from 'kysely';

export interface ApiKeyTables {
  apiKeys: ApiKeyTable;
}

/** Keys of programs, by the hash of what they are called by. */
interface ApiKeyTable {
  id: string;
  organisationId: string;
  name: string;
  tokenHash: string;
  /** JSON of protocol's scopes. */
  scopes: string;
  userId: string;
  userName: string;
  createdAt: number;
  expiresAt: number;
  lastUsedAt: number | null;
  revokedAt: number | null;
}

export type ApiKeyRow = Selectable<ApiKeyTable>;
