import type { UnreadNews } from '@alongside/protocol';

/** Requests that have something unread at a time; of more, the oldest is told of no longer. */
const MAX_UNREAD = 20;
const MAX_COUNTED = 999;

/** What the desk said, that it waits for a yes or no, or that it has done with the request. */
export type NewsKind = 'answer' | 'asked' | 'solved';

interface FreshNews {
  readonly requestId: string;
  readonly number: number;
  readonly what: NewsKind;
}

/** What is unread once this was said to a request. */
export function withNews(
  unread: readonly UnreadNews[],
  { requestId, number }: Pick<UnreadNews, 'requestId' | 'number'>,
  what: NewsKind,
): readonly UnreadNews[] {
  const before = unread.find((each) => each.requestId === requestId);
  const answers = Math.min((before?.answers ?? 0) + (what === 'answer' ? 1 : 0), MAX_COUNTED);
  const solved = what === 'solved' || (before?.solved ?? false);
  const asked = what === 'asked' || (before?.asked ?? false);
  const now = { requestId, number, answers, solved, asked };
  return [...unread.filter((each) => each.requestId !== requestId), now].slice(-MAX_UNREAD);
}

/** Of what is unread now, what was not there before, or has more to it; and as what it is told. */
export function freshNews(before: readonly UnreadNews[], now: readonly UnreadNews[]): readonly FreshNews[] {
  return now.flatMap(({ requestId, number, answers, solved, asked }): FreshNews[] => {
    const known = before.find((each) => each.requestId === requestId);
    if (solved && !known?.solved) return [{ requestId, number, what: 'solved' }];
    if (asked && !known?.asked) return [{ requestId, number, what: 'asked' }];
    return answers > (known?.answers ?? 0) ? [{ requestId, number, what: 'answer' }] : [];
  });
}

/** How much there is to read, for a title and a badge. */
export function countNews(unread: readonly UnreadNews[]): number {
  return unread.reduce((sum, { answers, solved, asked }) => sum + answers + (solved ? 1 : 0) + (asked ? 1 : 0), 0);
}
