import { AppError } from '@alongside/base';
import { OUTSIDE_TIER } from '@alongside/desk';
import type { GroupAssignment, NamedPerson, SupportGroup } from '@alongside/protocol';
import type { Kysely, Transaction } from 'kysely';
import { changedMeanwhile } from './changed-meanwhile.ts';
import type { Tables } from './tables.ts';

export type GroupToWrite = Omit<SupportGroup, 'members' | 'version'> & { readonly memberIds: readonly string[] };

/** Who writes, and the version that they began with; undefined for a new group, or over whatever is there. */
export interface GroupWriter {
  readonly by: string | null;
  readonly version: number | undefined;
}
const NOBODY: GroupWriter = { by: null, version: undefined };

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
    return rows.map(({ organisationId: _, changedBy: _by, assignment, ...group }) => ({
      ...group,
      // Written by `write` alone, from a value of this type.
      assignment: JSON.parse(assignment) as GroupAssignment,
      members: members.filter(({ groupId }) => groupId === group.id).map(({ id, name }): NamedPerson => ({ id, name })),
    }));
  }

  async find(organisationId: string, id: string): Promise<SupportGroup | undefined> {
    return (await this.list(organisationId)).find((group) => group.id === id);
  }

  /**
   * False where one of the members is nobody here. Throws `settings.changed` where somebody else has written it since, and
   * `request.invalid` where it is gone.
   */
  write(organisationId: string, { memberIds, assignment, ...named }: GroupToWrite, writer = NOBODY): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      if (!(await areHere(trx, organisationId, memberIds))) return false;
      await putGroup(trx, organisationId, { ...named, assignment: JSON.stringify(assignment) }, writer);
      await trx
        .deleteFrom('supportGroupMembers')
        .where('organisationId', '=', organisationId)
        .where('groupId', '=', named.id)
        .execute();
      if (memberIds.length > 0) {
        const members = [...new Set(memberIds)].map((userId) => ({ organisationId, groupId: named.id, userId }));
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

async function putGroup(
  trx: Transaction<Tables>,
  organisationId: string,
  group: Omit<GroupToWrite, 'memberIds' | 'assignment'> & { readonly assignment: string },
  { by, version }: GroupWriter,
): Promise<void> {
  const written = { ...group, changedBy: by };
  if (version === undefined) {
    await trx
      .insertInto('supportGroups')
      .values({ ...written, organisationId })
      .onConflict((c) => c.column('id').doUpdateSet(written).where('supportGroups.organisationId', '=', organisationId))
      .execute();
    return;
  }
  const before = await trx
    .selectFrom('supportGroups')
    .select(['version', 'changedBy'])
    .where('organisationId', '=', organisationId)
    .where('id', '=', group.id)
    .executeTakeFirst();
  if (!before) throw new AppError('request.invalid', 'there is no such group');
  if (before.version !== version) throw changedMeanwhile(before.changedBy);
  await trx
    .updateTable('supportGroups')
    .set({ ...written, version: version + 1 })
    .where('organisationId', '=', organisationId)
    .where('id', '=', group.id)
    .execute();
}
