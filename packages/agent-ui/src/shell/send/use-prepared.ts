import { type AppError, toAppError } from '@alongside/base';
import { type Report, report, type SendLevels, type SendRemoved, shellPage } from '@alongside/protocol';
import { useEffect, useState } from 'react';
import { useCore } from '../core/core-context.tsx';
import { readNamed } from '../parts/read-named.ts';

export type Prepared =
  | { readonly state: 'preparing' }
  | { readonly state: 'failed'; readonly error: AppError }
  /** `body`: the very text whose UTF-8 bytes are hashed and sent; `report`: what it says. */
  | {
      readonly state: 'prepared';
      readonly sha256: string;
      readonly bytes: number;
      readonly body: string;
      readonly report: Report;
    };

/** Has the core make the bytes anew whenever the choice changes; what was shown before is never what is sent then. */
export function usePrepared(reportId: string, levels: SendLevels, removed: SendRemoved): Prepared {
  const { client } = useCore();
  const [prepared, setPrepared] = useState<Prepared>({ state: 'preparing' });
  useEffect(() => {
    let current = true;
    setPrepared({ state: 'preparing' });
    const prepare = async (): Promise<Prepared> => {
      const { sha256, bytes } = await client.call(shellPage.sendPrepare, { reportId, levels, removed });
      const text = await readNamed(sha256, (offset) => client.call(shellPage.sendPrepared, { sha256, offset }));
      return { state: 'prepared', sha256, bytes, body: text, report: report.parse(JSON.parse(text)) };
    };
    prepare()
      .catch((thrown): Prepared => ({ state: 'failed', error: toAppError(thrown) }))
      .then((next) => {
        if (current) setPrepared(next);
      });
    return () => {
      current = false;
    };
  }, [client, reportId, levels, removed]);
  return prepared;
}
