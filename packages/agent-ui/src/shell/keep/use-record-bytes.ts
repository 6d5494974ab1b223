import { type AppError, toAppError } from '@alongside/base';
import { type RecordOutline, shellPage } from '@alongside/protocol';
import { useEffect, useState } from 'react';
import { useCore } from '../core/core-context.tsx';
import { readNamed } from '../parts/read-named.ts';

export type RecordBytes =
  | { readonly state: 'preparing' }
  | { readonly state: 'failed'; readonly error: AppError }
  /** `body`: the very text whose UTF-8 bytes are hashed and sent; `outline`: what is in it. */
  | {
      readonly state: 'prepared';
      readonly sha256: string;
      readonly bytes: number;
      readonly body: string;
      readonly outline: RecordOutline;
    };

/** Has the core make the bytes anew whenever the choice changes; what was shown before is never what is sent then. */
export function useRecordBytes(sessionId: string, words: boolean): RecordBytes {
  const { client } = useCore();
  const [made, setMade] = useState<RecordBytes>({ state: 'preparing' });
  useEffect(() => {
    let current = true;
    setMade({ state: 'preparing' });
    const make = async (): Promise<RecordBytes> => {
      const { sha256, bytes, outline } = await client.call(shellPage.recordPrepare, { sessionId, words });
      const body = await readNamed(sha256, (offset) => client.call(shellPage.recordPrepared, { sha256, offset }));
      return { state: 'prepared', sha256, bytes, outline, body };
    };
    make()
      .catch((thrown): RecordBytes => ({ state: 'failed', error: toAppError(thrown) }))
      .then((next) => {
        if (current) setMade(next);
      });
    return () => {
      current = false;
    };
  }, [client, sessionId, words]);
  return made;
}
