import type { Identities } from '@alongside/diagnostics';

/** Whose computer this is, in names: for redaction alone, they are neither kept nor sent. */
export interface IdentitiesPort {
  read(): Identities;
}
