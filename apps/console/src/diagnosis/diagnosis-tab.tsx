import { toAppError } from '@alongside/base';
import type { Report } from '@alongside/protocol';
import type { DiagnosisRun } from '@alongside/technician-core';
import { EmptyState, useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Progress, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';
import { Failure } from '../shared/failure.tsx';
import { useObservable } from '../shared/use-observable.ts';
import classes from './diagnosis.module.css';
import { FactReportView } from './fact-report-view.tsx';

export interface DiagnosisTabProps {
  readonly session: ClaimedTicket;
  readonly userName: string;
  readonly allowed: boolean;
  readonly canAsk: boolean;
  readonly onAsk: () => void;
}

/** Reading the other machine's facts, and the last reading. */
export function DiagnosisTab({ session, userName, allowed, canAsk, onAsk }: DiagnosisTabProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const [run, setRun] = useState<DiagnosisRun>();
  const [report, setReport] = useState<Report>();
  const [error, setError] = useState<unknown>();
  const live = useRef<DiagnosisRun>(undefined);
  useEffect(() => () => live.current?.cancel(), []);
  const start = async () => {
    setError(undefined);
    try {
      const started = session.diagnose();
      live.current = started;
      setRun(started);
      setReport(await started.result);
    } catch (thrown) {
      // Cancelled by the button beside the progress: no news.
      if (toAppError(thrown).code !== 'request.cancelled') setError(thrown);
    } finally {
      live.current = undefined;
      setRun(undefined);
    }
  };
  const failure = error === undefined ? null : <Failure error={error} safe={t('diagnosis.safe')} />;
  if (report === undefined) {
    return (
      <div className={classes.middle}>
        {failure}
        {run !== undefined ? (
          <RunProgress run={run} />
        ) : (
          <EmptyState
            order={2}
            title={t(allowed ? 'diagnosis.ready' : 'diagnosis.none')}
            action={
              allowed ? (
                <Button onClick={() => void start()}>{t('diagnosis.run')}</Button>
              ) : (
                <Button disabled={!canAsk} onClick={onAsk}>
                  {t('diagnosis.ask', { name: userName })}
                </Button>
              )
            }
          >
            {t(allowed ? 'diagnosis.readyMore' : 'diagnosis.noneMore', { name: userName })}
          </EmptyState>
        )}
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.tab} tabIndex={0} aria-label={t('tabs.diagnosis')}>
      <Group justify="space-between" mb="md">
        <Text c="dimmed">
          {t('diagnosis.takenAt', {
            time: formats.dayAndTime(report.meta.startedAt),
            seconds: formats.number(report.meta.tookMs / 1000),
          })}
        </Text>
        {run === undefined ? (
          <Button size="compact-md" variant="default" disabled={!allowed} onClick={() => void start()}>
            {t('diagnosis.again')}
          </Button>
        ) : (
          <RunProgress run={run} />
        )}
      </Group>
      {failure}
      <FactReportView report={report} />
    </section>
  );
}

function RunProgress({ run }: { readonly run: DiagnosisRun }) {
  const { t } = useTexts();
  const progress = useObservable(run.progress);
  const share = progress === undefined ? 0 : (progress.done / progress.total) * 100;
  return (
    <Group gap="md" wrap="nowrap" className={classes.progress}>
      <div style={{ flex: 1 }}>
        <Text size="sm" role="status">
          {progress === undefined ? t('diagnosis.starting') : t('diagnosis.progress', { ...progress })}
        </Text>
        <Progress value={share} mt={4} aria-label={t('diagnosis.running')} />
      </div>
      <Button size="compact-md" variant="default" onClick={() => run.cancel()}>
        {t('diagnosis.cancel')}
      </Button>
    </Group>
  );
}
