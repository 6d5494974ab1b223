import { type AppError, toAppError } from '@alongside/base';
import { type Report, report, shellPage } from '@alongside/protocol';
import { useCallback, useEffect, useState } from 'react';
import type { CoreClient } from '../core/core-client.ts';
import { useCore } from '../core/core-context.tsx';
import { readParts } from '../parts/read-parts.ts';

export type LoadedReport =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: AppError }
  /** `before`: the report that was kept before it, where there is one that can be read. */
  | { readonly state: 'there'; readonly report: Report; readonly before: Report | undefined };

async function readReport(client: Pick<CoreClient, 'call'>, reportId: string): Promise<Report> {
  const { text } = await readParts((offset) => client.call(shellPage.healthRead, { reportId, offset }));
  return report.parse(JSON.parse(text));
}

/** A kept report and the one before it. */
export function useReport(reportId: string): LoadedReport & { readonly again: () => void } {
  const { client } = useCore();
  const [loaded, setLoaded] = useState<LoadedReport>({ state: 'loading' });
  const again = useCallback(() => {
    setLoaded({ state: 'loading' });
    const load = async () => {
      const found = await readReport(client, reportId);
      const past = await client.call(shellPage.healthList, {});
      const earlier = past.find(({ startedAt }) => startedAt < found.meta.startedAt);
      // One that is gone or damaged takes nothing from this one.
      const before = earlier && (await readReport(client, earlier.reportId).catch(() => undefined));
      setLoaded({ state: 'there', report: found, before });
    };
    load().catch((thrown) => setLoaded({ state: 'failed', error: toAppError(thrown) }));
  }, [client, reportId]);
  useEffect(again, [again]);
  return { ...loaded, again };
}
