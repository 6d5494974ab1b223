import { type AppError, toAppError } from '@alongside/base';
import { type FollowedRequest, shellPage } from '@alongside/protocol';
import { useCallback, useEffect, useState } from 'react';
import { useCore, useObservable } from '../core/core-context.tsx';

/** What the desk does while one reads shows by itself. */
const LOOK_AGAIN_MS = 20_000;

export type OwnRequestState =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: AppError }
  | { readonly state: 'there'; readonly request: FollowedRequest };

/** One request of this computer as the server has it. What was read once stays while it cannot be read again. */
export function useOwnRequest(requestId: string): { readonly own: OwnRequestState; readonly reload: () => Promise<void> } {
  const { client } = useCore();
  const [own, setOwn] = useState<OwnRequestState>({ state: 'loading' });
  const reload = useCallback(async () => {
    try {
      setOwn({ state: 'there', request: await client.call(shellPage.ownOpen, { requestId }) });
    } catch (thrown) {
      setOwn((before) => (before.state === 'there' ? before : { state: 'failed', error: toAppError(thrown) }));
    }
  }, [client, requestId]);
  // What the user is told that they are asked must stand there when they look.
  const isAsked = useObservable(client.view)?.unread.some((news) => news.requestId === requestId && news.asked) ?? false;
  useEffect(() => {
    if (isAsked) void reload();
  }, [isAsked, reload]);
  useEffect(() => {
    void reload();
    const timer = setInterval(() => void reload(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [reload]);
  return { own, reload };
}
