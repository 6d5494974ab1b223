import { useFormats, useTexts } from '@alongside/ui';
import { Anchor, Group, Skeleton, Stack, Tabs, Text } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { FactReportView } from '../diagnosis/fact-report-view.tsx';
import { Failure } from '../shared/failure.tsx';
import { PageTitle } from '../shared/page-title.tsx';
import { Comparison } from './comparison.tsx';
import { Elsewhere } from './elsewhere.tsx';
import { FindingList } from './finding-list.tsx';
import { LeftOut } from './left-out.tsx';
import { RawReport } from './raw-report.tsx';
import type { SentReport } from './read-report.ts';
import classes from './report.module.css';
import { ReportCount } from './report-count.tsx';
import { SaveButtons } from './save-buttons.tsx';
import { useOnPaper } from './use-on-paper.ts';
import { useReport } from './use-reports.ts';

const TABS = ['findings', 'facts', 'compare', 'raw'] as const;

/** One report of a computer's checks, as its user sent it. */
export function ReportPage() {
  const { reportId = '' } = useParams({ strict: false });
  const sent = useReport(reportId);
  return (
    <Stack gap="md" p={24} className={classes.page}>
      {sent.error === null ? null : <Failure error={sent.error} onRetry={() => void sent.refetch()} />}
      {sent.isPending ? <Skeleton height={240} /> : null}
      {sent.data === undefined ? null : <Whole key={reportId} sent={sent.data} />}
    </Stack>
  );
}

function Whole({ sent }: { readonly sent: SentReport }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { summary, report } = sent;
  const paper = useOnPaper();
  const seconds = formats.number(Math.max(1, Math.round(report.meta.tookMs / 1000)));
  return (
    <>
      <Group gap="lg" className={classes.screenOnly}>
        <Anchor component={Link} to={`/devices/${summary.device.id}`} size="sm">
          {t('checkup.toDevice', { device: summary.device.name })}
        </Anchor>
        {summary.ticket === null ? null : (
          <Anchor component={Link} to={`/tickets/${summary.ticket.id}`} size="sm">
            {t('checkup.toTicket', { number: summary.ticket.number })}
          </Anchor>
        )}
      </Group>
      <Group justify="space-between" align="flex-start">
        <div>
          <PageTitle>{t('checkup.heading', { device: summary.device.name })}</PageTitle>
          <Text c="dimmed">
            {t(`checkup.lead.${summary.basis}`, {
              time: formats.dayAndTime(summary.startedAt),
              profile: t(`checkup.profile.${summary.profile}`),
              seconds,
            })}
          </Text>
          <ReportCount fail={summary.fail} warn={summary.warn} worst={summary.worst} />
        </div>
        <SaveButtons sent={sent} />
      </Group>
      <LeftOut report={report} />
      {paper ? <OnPaper sent={sent} /> : <OnScreen sent={sent} />}
    </>
  );
}

function OnScreen({ sent }: { readonly sent: SentReport }) {
  const { t } = useTexts();
  const { summary, report } = sent;
  return (
    <Tabs defaultValue="findings" keepMounted={false} className={classes.screenOnly}>
      <Tabs.List mb="md">
        {TABS.map((tab) => (
          <Tabs.Tab key={tab} value={tab}>
            {t(`checkup.tab.${tab}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="findings">
        <Elsewhere reportId={summary.id}>{(more) => <FindingList report={report} more={more} />}</Elsewhere>
      </Tabs.Panel>
      <Tabs.Panel value="facts">
        <FactReportView report={report} />
      </Tabs.Panel>
      <Tabs.Panel value="compare">
        <Comparison sent={sent} />
      </Tabs.Panel>
      <Tabs.Panel value="raw">
        <RawReport sent={sent} />
      </Tabs.Panel>
    </Tabs>
  );
}

function OnPaper({ sent }: { readonly sent: SentReport }) {
  const { t } = useTexts();
  const { report } = sent;
  return (
    <>
      <FindingList report={report} unfolded />
      <FactReportView report={report} />
      <Text ff="monospace" size="xs">
        {t('checkup.sha256', { hash: sent.sha256 })}
      </Text>
    </>
  );
}
