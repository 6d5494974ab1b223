import { AppError } from '@alongside/base';
import { MAX_TICKET_TAGS } from '@alongside/protocol';
import type { TicketEventBody } from '../ticket-model.ts';
import type { TicketCase } from './case-model.ts';

interface TagChange {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

export function tagsAfter(before: readonly string[], { add, remove }: TagChange): readonly string[] {
  const tags = new Set([...before, ...add]);
  for (const tag of remove) tags.delete(tag);
  return [...tags];
}

/**
 * Why a ticket does not take more tags. Asked of what is written, and no rule of the case: logs from before have more, and
 * what those add up to may still become less.
 */
export function tagsRefusal({ tags }: Pick<TicketCase, 'tags'>, body: TicketEventBody): AppError | undefined {
  if (body.type !== 'tagged') return undefined;
  const { length } = tagsAfter(tags, body);
  if (length <= MAX_TICKET_TAGS || length <= tags.length) return undefined;
  return new AppError('request.invalid', `tags: a ticket has at most ${MAX_TICKET_TAGS}, and would have ${length}`);
}
