import { AppError, type RandomSource, randomId } from '@alongside/base';
import { audienceOf, sees, tidySkills } from '@alongside/desk';
import { GIVEN_BY_HAND, type GroupAssignment, http } from '@alongside/protocol';
import type { z } from 'zod';
import { canHelp } from '../desk/case-desk.ts';
import type { GroupWriter } from '../storage/group-store.ts';
import type { Stores } from '../storage/stores.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly random: RandomSource;
  /** Who sees what on open pages, and what is offered to whom, may be another matter now. */
  readonly groupsChanged: () => Promise<void>;
}

type Body = z.infer<typeof http.supportGroupCreate.body>;

const DONE = { ok: true } as const;
const MAX_GROUPS = 200;

/** Groups of support by tier. */
export function registerGroupRoutes({ register, stores, organisationId, random, groupsChanged }: Dependencies): void {
  const { supportGroups } = stores;

  register(http.supportGroups, async (call) => {
    const { user } = signedIn(call);
    const [groups, users, skills] = await Promise.all([
      supportGroups.list(organisationId),
      stores.accounts.list(organisationId),
      stores.skills.all(organisationId),
    ]);
    const people = users
      .filter(({ active, role }) => active === 1 && canHelp(role))
      .map(({ id, name }) => ({ id, name, skills: skills.get(id) ?? [] }));
    if (sees({ audience: audienceOf(user) }, 'colleagues')) return { groups, people };
    return { groups: groups.filter(({ members }) => members.some(({ id }) => id === user.id)), people: [] };
  });

  register(http.supportGroupCreate, async (call) => {
    const { body } = call;
    if ((await supportGroups.list(organisationId)).length >= MAX_GROUPS) {
      throw new AppError('request.invalid', 'there are too many groups; take some away first');
    }
    const id = randomId(random);
    await write(id, body, GIVEN_BY_HAND, { by: signedIn(call).user.name, version: undefined });
    return { id };
  });

  register(http.supportGroupWrite, async (call) => {
    const id = call.params.id ?? '';
    const { version, ...body } = call.body;
    const before = await supportGroups.find(organisationId, id);
    if (!before) throw new AppError('request.invalid', 'there is no such group');
    await write(id, body, before.assignment, { by: signedIn(call).user.name, version });
    return DONE;
  });

  register(http.supportGroupRemove, async ({ params }) => {
    if (!(await supportGroups.remove(organisationId, params.id ?? ''))) {
      throw new AppError('request.invalid', 'there is no such group, or it has tickets that are not over');
    }
    await groupsChanged();
    return DONE;
  });

  register(http.skillsWrite, async ({ body, params }) => {
    if (!(await stores.skills.write(organisationId, params.id ?? '', tidySkills(body.skills)))) {
      throw new AppError('request.invalid', 'there is nobody of this id');
    }
    await groupsChanged();
    return DONE;
  });

  async function write(
    id: string,
    { assignment: wanted, ...body }: Body,
    otherwise: GroupAssignment,
    writer: GroupWriter,
  ): Promise<void> {
    if (body.name.trim() === '') throw new AppError('request.invalid', 'name: it is empty');
    const given = wanted ?? otherwise;
    const assignment = { ...given, skills: tidySkills(given.skills) };
    if (!(await supportGroups.write(organisationId, { ...body, id, assignment }, writer))) {
      throw new AppError('request.invalid', 'memberIds: there is nobody of one of these');
    }
    await groupsChanged();
  }
}
