import type { Kysely } from 'kysely';
import type { AttachmentRow } from './attachment-tables.ts';
import type { Tables } from './tables.ts';

/** What a file belongs to. */
export interface AttachmentPlace {
  readonly kind: 'ticket' | 'record' | 'article' | 'problem' | 'vendor' | 'logo';
  readonly id: string;
}

export interface Occupied {
  readonly files: number;
  readonly bytes: number;
}

/** What is known of files; `files/attachments.ts` is what others use. */
export class AttachmentStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async add(organisationId: string, row: Omit<AttachmentRow, 'organisationId'>): Promise<void> {
    await this.#db
      .insertInto('attachments')
      .values({ ...row, organisationId })
      .execute();
  }

  find(organisationId: string, id: string): Promise<AttachmentRow | undefined> {
    return this.#rows(organisationId).where('id', '=', id).executeTakeFirst();
  }

  /** In the order in which they came. */
  ofPlace(organisationId: string, { kind, id }: AttachmentPlace): Promise<AttachmentRow[]> {
    return this.#rows(organisationId)
      .where('placeKind', '=', kind)
      .where('placeId', '=', id)
      .orderBy('at')
      .orderBy('id')
      .execute();
  }

  async remove(organisationId: string, id: string): Promise<void> {
    await this.#db.deleteFrom('attachments').where('organisationId', '=', organisationId).where('id', '=', id).execute();
  }

  /** Whether any file has these bytes. */
  async isKnown(organisationId: string, sha256: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('attachments')
      .select('id')
      .where('organisationId', '=', organisationId)
      .where('sha256', '=', sha256)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** By one place, or by the whole organisation. Bytes that several have count for each. */
  async occupied(organisationId: string, place?: AttachmentPlace): Promise<Occupied> {
    let query = this.#db
      .selectFrom('attachments')
      .select((eb) => [eb.fn.countAll<number>().as('files'), eb.fn.coalesce(eb.fn.sum<number>('bytes'), eb.lit(0)).as('bytes')])
      .where('organisationId', '=', organisationId);
    if (place) query = query.where('placeKind', '=', place.kind).where('placeId', '=', place.id);
    return query.executeTakeFirstOrThrow();
  }

  /** Of what the time is over by itself. */
  expired(organisationId: string, now: number): Promise<AttachmentRow[]> {
    return this.#rows(organisationId).where('expiresAt', '<=', now).orderBy('at').limit(AT_ONCE).execute();
  }

  /** Of tickets that were over by `closedBy`. */
  ofClosedTickets(organisationId: string, closedBy: number): Promise<AttachmentRow[]> {
    return (
      this.#db
        .selectFrom('attachments')
        .innerJoin('tickets', 'tickets.id', 'attachments.placeId')
        .selectAll('attachments')
        .where('attachments.organisationId', '=', organisationId)
        // Records of a ticket's sessions lie beside its files.
        .where('attachments.placeKind', 'in', ['ticket', 'record'])
        .whereRef('tickets.organisationId', '=', 'attachments.organisationId')
        .where('tickets.closedAt', '<=', closedBy)
        .orderBy('attachments.at')
        .limit(AT_ONCE)
        .execute()
    );
  }

  #rows(organisationId: string) {
    return this.#db.selectFrom('attachments').selectAll().where('organisationId', '=', organisationId);
  }
}

/** The rest is due the next time. */
const AT_ONCE = 500;
