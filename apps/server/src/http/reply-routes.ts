import { AppError, type RandomSource, randomId } from '@alongside/base';
import { http, MAX_REPLIES, type ReplyText } from '@alongside/protocol';
import type { Stores } from '../storage/stores.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly random: RandomSource;
}

const DONE = { ok: true } as const;

/** Canned replies, and the tags that tickets have. */
export function registerReplyRoutes({ register, stores, organisationId, random }: Dependencies): void {
  const { replies, supportGroups } = stores;
  const mustBeGood = async ({ text, groupId }: ReplyText) => {
    if (text.trim() === '') throw new AppError('request.invalid', 'text: it is empty');
    if (groupId !== null && !(await supportGroups.find(organisationId, groupId))) {
      throw new AppError('request.invalid', 'groupId: there is no such group');
    }
  };
  const none = () => new AppError('request.invalid', 'there is no such reply');

  register(http.replies, () => replies.list(organisationId));
  register(http.replyCreate, async (call) => {
    const { body } = call;
    await mustBeGood(body);
    if ((await replies.list(organisationId)).length >= MAX_REPLIES) {
      throw new AppError('request.invalid', 'there are too many replies; take some away first');
    }
    const id = randomId(random);
    await replies.create(organisationId, id, body, signedIn(call).user.name);
    return { id };
  });
  register(http.replyWrite, async (call) => {
    const { body, params } = call;
    await mustBeGood(body);
    const reply = { ...body, id: params.id ?? '' };
    if (!(await replies.write(organisationId, reply, signedIn(call).user.name))) throw none();
    return DONE;
  });
  register(http.replyRemove, async ({ params }) => {
    if (!(await replies.remove(organisationId, params.id ?? ''))) throw none();
    return DONE;
  });
  register(http.ticketTags, () => replies.tags(organisationId));
}
