import type { AttachmentAudience, AttachmentType } from '@alongside/protocol';
import type { Selectable } from 'kysely';

/** Files that are there. Their bytes lie beside the database, by their hash (files/blob-folder.ts). */
export interface AttachmentTables {
  attachments: AttachmentTable;
}

interface AttachmentTable {
  id: string;
  organisationId: string;
  /** What it belongs to. */
  placeKind: string;
  placeId: string;
  sha256: string;
  bytes: number;
  mediaType: AttachmentType;
  name: string;
  audience: AttachmentAudience;
  at: number;
  byKind: 'user' | 'technician' | 'system';
  byId: string | null;
  byName: string;
  /** Deleted then, whatever becomes of its place; null: with its place. */
  expiresAt: number | null;
}

export type AttachmentRow = Selectable<AttachmentTable>;
