import type { Report, ScanProfile } from '@alongside/protocol';
import { EmptyState, useFormats, useTexts } from '@alongside/ui';
import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { useState } from 'react';
import { FindingList } from '../reports/finding-list.tsx';
import { LeftOut } from '../reports/left-out.tsx';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';
import { Failure } from '../shared/failure.tsx';
import { useCheckTitle } from '../shared/use-check-title.ts';
import classes from './diagnosis.module.css';
import { FactReportView } from './fact-report-view.tsx';
import { RunProgress } from './run-progress.tsx';
import { useDiagnosis } from './use-diagnosis.ts';

export interface DiagnosisTabProps {
  readonly session: ClaimedTicket;
  readonly userName: string;
  readonly allowed: boolean;
  readonly canAsk: boolean;
  readonly onAsk: () => void;
}

const PROFILES = ['quick', 'full'] as const satisfies readonly ScanProfile[];
type Profile = (typeof PROFILES)[number];

/** The other machine's checks and facts, and each check once more. */
export function DiagnosisTab({ session, userName, allowed, canAsk, onAsk }: DiagnosisTabProps) {
  const { t } = useTexts();
  const [profile, setProfile] = useState<Profile>('quick');
  const { run, report, error, start, again } = useDiagnosis(session);
  const title = useCheckTitle();
  const failure = error === undefined ? null : <Failure error={error} safe={t('diagnosis.safe')} />;
  const choice = (
    <SegmentedControl
      aria-label={t('diagnosis.profile')}
      value={profile}
      onChange={(next) => setProfile(PROFILES.find((each) => each === next) ?? 'quick')}
      data={PROFILES.map((value) => ({ value, label: t(`diagnosis.profiles.${value}`) }))}
      disabled={run !== undefined}
    />
  );
  if (report === undefined) {
    return (
      <div className={classes.middle}>
        {failure}
        {run !== undefined ? (
          <RunProgress run={run} session={session} />
        ) : (
          <EmptyState
            order={2}
            title={t(allowed ? 'diagnosis.ready' : 'diagnosis.none')}
            action={
              allowed ? (
                <Group justify="center">
                  {choice}
                  <Button onClick={() => start(profile)}>{t('diagnosis.run')}</Button>
                </Group>
              ) : (
                <Button disabled={!canAsk} onClick={onAsk}>
                  {t('diagnosis.ask', { name: userName })}
                </Button>
              )
            }
          >
            {t(allowed ? `diagnosis.readyMore.${profile}` : 'diagnosis.noneMore', { name: userName })}
          </EmptyState>
        )}
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className={classes.tab} tabIndex={0} aria-label={t('tabs.diagnosis')}>
      <Group justify="space-between" mb="md">
        <TakenAt report={report} />
        {run === undefined ? (
          <Group gap="sm">
            {choice}
            <Button size="compact-md" variant="default" disabled={!allowed} onClick={() => start(profile)}>
              {t('diagnosis.again')}
            </Button>
          </Group>
        ) : (
          <RunProgress run={run} session={session} />
        )}
      </Group>
      {failure}
      <LeftOut report={report} />
      <FindingList
        report={report}
        action={(check) => (
          <Button
            size="compact-sm"
            variant="default"
            disabled={!allowed || run !== undefined}
            aria-label={t('diagnosis.checkAgainOf', { title: title(check) })}
            onClick={() => again(check)}
          >
            {t('diagnosis.checkAgain')}
          </Button>
        )}
      />
      <FactReportView report={report} />
    </section>
  );
}

function TakenAt({ report }: { readonly report: Report }) {
  const { t } = useTexts();
  const formats = useFormats();
  return (
    <Text c="dimmed">
      {t('diagnosis.takenAt', {
        time: formats.dayAndTime(report.meta.startedAt),
        seconds: formats.number(report.meta.tookMs / 1000),
      })}
    </Text>
  );
}
