import { compareReports } from '@alongside/diagnostics';
import type { DiagnosisSummary, Report } from '@alongside/protocol';
import { StatusLight, useFormats, useTexts } from '@alongside/ui';
import { NativeSelect, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useCheckTitle } from '../shared/use-check-title.ts';
import type { SentReport } from './read-report.ts';
import classes from './report.module.css';
import { useReportWords } from './use-report-words.ts';
import { useReport, useReports } from './use-reports.ts';

/** This report beside another of the same computer, the earlier one always first. */
export function Comparison({ sent }: { readonly sent: SentReport }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { summary } = sent;
  const list = useReports('device', summary.device.id);
  const others = (list.data ?? []).filter(({ id }) => id !== summary.id);
  const [chosen, setChosen] = useState<string>();
  // What it was before is what one asks first.
  const before = others.find(({ startedAt }) => startedAt < summary.startedAt) ?? others[0];
  const other = useReport(chosen ?? before?.id ?? '');
  const name = ({ startedAt, fail, warn }: DiagnosisSummary) =>
    t('checkup.choice', {
      time: formats.dayAndTime(startedAt),
      fail: t('checkup.fail', { count: fail }),
      warn: t('checkup.warn', { count: warn }),
    });
  if (before === undefined) return <Text c="dimmed">{t('checkup.noOther', { device: summary.device.name })}</Text>;
  return (
    <Stack gap="sm">
      <NativeSelect
        label={t('checkup.compareWith')}
        value={chosen ?? before.id}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={others.map((each) => ({ value: each.id, label: name(each) }))}
        maw={420}
      />
      {other.error === null ? null : <Failure error={other.error} onRetry={() => void other.refetch()} />}
      {other.isPending ? <Skeleton height={120} /> : null}
      {other.data === undefined ? null : <Changes of={sent.report} with={other.data.report} />}
    </Stack>
  );
}

function Changes({ of, with: other }: { readonly of: Report; readonly with: Report }) {
  const { t } = useTexts();
  const formats = useFormats();
  const words = useReportWords();
  const title = useCheckTitle();
  const [before, after] = of.meta.startedAt < other.meta.startedAt ? [of, other] : [other, of];
  const { checks, facts } = useMemo(() => compareReports(before, after, words.facts), [before, after, words]);
  if (checks.length + facts.length === 0) return <Text>{t('checkup.same')}</Text>;
  const status = (name: string) => t(`checks.status.${name}`);
  return (
    <Table className={classes.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('checkup.what')}</Table.Th>
          {[before, after].map(({ meta }) => (
            <Table.Th scope="col" key={meta.reportId}>
              {formats.dayAndTime(meta.startedAt)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {checks.map((change) => (
          <Table.Tr key={change.check}>
            <Table.Th scope="row">
              <StatusLight of={change.kind === 'better' ? 'pass' : change.after === 'fail' ? 'fail' : 'warn'}>
                {t(`checkup.${change.kind}`, { title: title(change.check) })}
              </StatusLight>
            </Table.Th>
            <Table.Td>{status(change.before)}</Table.Td>
            <Table.Td>{status(change.after)}</Table.Td>
          </Table.Tr>
        ))}
        {facts.map((change, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of two reports never move
          <Table.Tr key={at}>
            <Table.Th scope="row">{change.label === '' ? change.section : `${change.section}: ${change.label}`}</Table.Th>
            <Table.Td>{change.before ?? t('checkup.notThere')}</Table.Td>
            <Table.Td>{change.after ?? t('checkup.notThere')}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
