import { toAppError } from '@alongside/base';
import { withRechecked } from '@alongside/diagnostics';
import type { Report, ScanProfile } from '@alongside/protocol';
import type { DiagnosisRun, RunWish } from '@alongside/technician-core';
import { useEffect, useRef, useState } from 'react';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';

export interface DiagnosisState {
  readonly run: DiagnosisRun | undefined;
  /** The last one, with what was checked again since. */
  readonly report: Report | undefined;
  readonly error: unknown;
  readonly start: (profile: ScanProfile) => void;
  readonly again: (check: string) => void;
}

/** Runs of one session's diagnosis, one at a time; what runs when the page goes is cancelled. */
export function useDiagnosis(session: ClaimedTicket): DiagnosisState {
  const [run, setRun] = useState<DiagnosisRun>();
  const [report, setReport] = useState<Report>();
  const [error, setError] = useState<unknown>();
  const live = useRef<DiagnosisRun>(undefined);
  useEffect(() => () => live.current?.cancel(), []);
  const begin = async (wish: RunWish, done: (found: Report) => Report) => {
    setError(undefined);
    try {
      const started = session.diagnose(wish);
      live.current = started;
      setRun(started);
      setReport(done(await started.result));
    } catch (thrown) {
      // Cancelled by the button beside the progress: no news.
      if (toAppError(thrown).code !== 'request.cancelled') setError(thrown);
    } finally {
      live.current = undefined;
      setRun(undefined);
    }
  };
  return {
    run,
    report,
    error,
    start: (profile) => void begin({ profile }, (found) => found),
    again: (check) =>
      void begin({ profile: 'full', checks: [check] }, (found) => (report === undefined ? found : withRechecked(report, found))),
  };
}
