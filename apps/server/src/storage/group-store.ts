import { OUTSIDE_TIER } from '@alongside/desk';
import type { GroupAssignment, NamedPerson, SupportGroup } from '@alongside/protocol';
import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

export type GroupToWrite = Omit<SupportGroup, 'members'> & { readonly memberIds: readonly string[] };

/** Groups of support, and who is in them. */
export class GroupStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(organisationId: string): Promise<SupportGroup[]> {
    const rows = await this.#db
      .selectFrom('supportGroups')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .orderBy('tier')
      .orderBy('name')
      .execute();
    const members = await this.#db
      .selectFrom('supportGroupMembers')
      .innerJoin('users', 'users.id', 'supportGroupMembers.userId')
      .select(['groupId', 'users.id', 'users.name'])
      .where('supportGroupMembers.organisationId', '=', organisationId)
      .where('users.active', '=', 1)
      .orderBy('users.name')
      .execute();
    return rows.map(({ organisationId: _, assignment, ...group }) => ({
      ...group,
      // Written by `write` alone, from a value of this type.
      assignment: JSON.parse(assignment) as GroupAssignment,
      members: members.filter(({ groupId }) => groupId === group.id).map(({ id, name }): NamedPerson => ({ id, name })),
    }));
  }

  async find(organisationId: string, id: string): Promise<SupportGroup | undefined> {
    return (await this.list(organisationId)).find((group) => group.id === id);
  }

  /** False where one of the members is nobody here. */
  write(organisationId: string, { memberIds, assignment, ...named }: GroupToWrite): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      if (!(await areHere(trx, organisationId, memberIds))) return false;
      const group = { ...named, assignment: JSON.stringify(assignment) };
      const row = { ...group, organisationId };
      await trx
        .insertInto('supportGroups')
        .values(row)
        .onConflict((c) => c.column('id').doUpdateSet(group).where('supportGroups.organisationId', '=', organisationId))
        .execute();
      await trx
        .deleteFrom('supportGroupMembers')
        .where('organisationId', '=', organisationId)
        .where('groupId', '=', group.id)
        .execute();
      if (memberIds.length > 0) {
        const members = [...new Set(memberIds)].map((userId) => ({ organisationId, groupId: group.id, userId }));
        await trx.insertInto('supportGroupMembers').values(members).execute();
      }
      return true;
    });
  }

  /** False where tickets that are not over are its, or there is none. */
  remove(organisationId: string, id: string): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      const busy = await trx
        .selectFrom('tickets')
        .select('id')
        .where('organisationId', '=', organisationId)
        .where('active', '=', 1)
        .where((eb) => eb.or([eb('groupId', '=', id), eb('offeredTo', '=', id)]))
        .executeTakeFirst();
      if (busy) return false;
      const gone = await trx
        .deleteFrom('supportGroups')
        .where('organisationId', '=', organisationId)
        .where('id', '=', id)
        .executeTakeFirst();
      return gone.numDeletedRows > 0n;
    });
  }

  /**
   * The highest tier of somebody's groups at the desk, and of all that anybody is in, undefined where there is none; apart from
   * these, their groups of the tier of people from outside.
   */
  async standingOf(
    organisationId: string,
    userId: string,
  ): Promise<{ own: number | undefined; highest: number | undefined; outsideGroupIds: string[] }> {
    const rows = await this.#db
      .selectFrom('supportGroupMembers')
      .innerJoin('supportGroups', 'supportGroups.id', 'supportGroupMembers.groupId')
      .select((eb) => [
        'groupId',
        'supportGroups.tier',
        eb.fn.max(eb.case().when('userId', '=', userId).then(1).else(0).end()).as('isOwn'),
      ])
      .where('supportGroupMembers.organisationId', '=', organisationId)
      .groupBy(['groupId', 'supportGroups.tier'])
      .execute();
    const atDesk = rows.filter(({ tier }) => tier !== OUTSIDE_TIER);
    const outside = rows.filter(({ tier }) => tier === OUTSIDE_TIER);
    return {
      own: highestOf(atDesk.filter(isTheirs)),
      highest: highestOf(atDesk),
      outsideGroupIds: outside.filter(isTheirs).map(({ groupId }) => groupId),
    };
  }
}

function isTheirs({ isOwn }: { readonly isOwn: number }): boolean {
  return isOwn === 1;
}

function highestOf(groups: readonly { readonly tier: number }[]): number | undefined {
  return groups.length === 0 ? undefined : Math.max(...groups.map(({ tier }) => tier));
}

async function areHere(trx: Transaction<Tables>, organisationId: string, ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0) return true;
  const found = await trx
    .selectFrom('users')
    .select('id')
    .where('organisationId', '=', organisationId)
    .where('id', 'in', [...ids])
    .execute();
  return found.length === new Set(ids).size;
}
