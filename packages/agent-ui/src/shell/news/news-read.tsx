import { shellPage } from '@alongside/protocol';
import { useEffect } from 'react';
import { useCore, useObservable } from '../core/core-context.tsx';

/** Stands where a request is shown: tells the core that what the desk said to it is before the user's eyes, as soon as it is. */
export function NewsRead({ number }: { readonly number: number }) {
  const { client } = useCore();
  const requestId = useObservable(client.view)?.unread.find((each) => each.number === number)?.requestId;
  useEffect(() => {
    if (requestId === undefined) return;
    const look = () => {
      if (document.visibilityState === 'visible' && document.hasFocus()) client.notify(shellPage.newsRead, { requestId });
    };
    look();
    window.addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      window.removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, [client, requestId]);
  return null;
}
