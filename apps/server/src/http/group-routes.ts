import { AppError, type RandomSource, randomId } from '@alongside/base';
import { audienceOf, sees } from '@alongside/desk';
import { http } from '@alongside/protocol';
import { canHelp } from '../desk/case-desk.ts';
import type { Stores } from '../storage/stores.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly random: RandomSource;
}

const DONE = { ok: true } as const;
const MAX_GROUPS = 200;

/** Groups of support by tier. */
export function registerGroupRoutes({ register, stores, organisationId, random }: Dependencies): void {
  const { supportGroups } = stores;

  register(http.supportGroups, async (call) => {
    const { user } = signedIn(call);
    const [groups, users] = await Promise.all([supportGroups.list(organisationId), stores.accounts.list(organisationId)]);
    const people = users.filter(({ active, role }) => active === 1 && canHelp(role)).map(({ id, name }) => ({ id, name }));
    if (sees({ audience: audienceOf(user) }, 'colleagues')) return { groups, people };
    return { groups: groups.filter(({ members }) => members.some(({ id }) => id === user.id)), people: [] };
  });

  register(http.supportGroupCreate, async ({ body }) => {
    if ((await supportGroups.list(organisationId)).length >= MAX_GROUPS) {
      throw new AppError('request.invalid', 'there are too many groups; take some away first');
    }
    const id = randomId(random);
    await write(id, body);
    return { id };
  });

  register(http.supportGroupWrite, async ({ body, params }) => {
    const id = params.id ?? '';
    if (!(await supportGroups.find(organisationId, id))) throw new AppError('request.invalid', 'there is no such group');
    await write(id, body);
    return DONE;
  });

  register(http.supportGroupRemove, async ({ params }) => {
    if (!(await supportGroups.remove(organisationId, params.id ?? ''))) {
      throw new AppError('request.invalid', 'there is no such group, or it has tickets that are not over');
    }
    return DONE;
  });

  async function write(id: string, body: Omit<Parameters<typeof supportGroups.write>[1], 'id'>): Promise<void> {
    if (body.name.trim() === '') throw new AppError('request.invalid', 'name: it is empty');
    if (!(await supportGroups.write(organisationId, { ...body, id }))) {
      throw new AppError('request.invalid', 'memberIds: there is nobody of one of these');
    }
  }
}
