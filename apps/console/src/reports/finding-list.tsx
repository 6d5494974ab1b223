import { type FindingLine, type FindingPage, findingPage } from '@alongside/diagnostics';
import type { Report } from '@alongside/protocol';
import { StatusLight, useTexts } from '@alongside/ui';
import { Group, Table, Text } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { useCheckTitle } from '../shared/use-check-title.ts';
import classes from './report.module.css';
import { SuggestedArticle } from './suggested-article.tsx';
import { useReportWords } from './use-report-words.ts';

export interface FindingListProps {
  readonly report: Report;
  /** What can be done about a check, beside its title. */
  readonly action?: (check: string) => ReactNode;
  /** What is known of it besides: other computers, say. */
  readonly more?: (line: FindingLine) => ReactNode;
  /** With all figures open: on paper nobody can open them. */
  readonly unfolded?: boolean;
}

/** What the checks found, worst first, with the figures that decided; what was not checked, and what the user left out. */
export function FindingList({ report, action, more, unfolded = false }: FindingListProps) {
  const { t } = useTexts();
  const words = useReportWords();
  const page = useMemo(() => findingPage(report, words.findings), [report, words]);
  const bad = page.findings.filter(({ status }) => status === 'fail' || status === 'warn');
  const good = page.findings.filter(({ status }) => status === 'pass' || status === 'info');
  return (
    <section aria-label={t('checkup.findings')}>
      <Text fw={620} size="lg" mb="sm" role="status">
        {page.headline}
      </Text>
      {bad.map((line) => (
        <Finding key={line.check} line={line} action={action?.(line.check)} unfolded={unfolded}>
          {more?.(line)}
        </Finding>
      ))}
      {good.length === 0 ? null : (
        <details className={classes.evidence} open={unfolded}>
          <summary>{t('checkup.fine', { count: good.length })}</summary>
          <Table className={classes.table}>
            <Table.Tbody>
              {good.map((line) => (
                <Table.Tr key={line.check}>
                  <Table.Th scope="row">
                    <StatusLight of="pass">{line.title}</StatusLight>
                  </Table.Th>
                  <Table.Td>{line.sentence}</Table.Td>
                  <Table.Td c="dimmed">{line.technician === line.sentence ? '' : line.technician}</Table.Td>
                  <Table.Td className={classes.action}>{action?.(line.check)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </details>
      )}
      <NotChecked page={page} report={report} action={action} unfolded={unfolded} />
    </section>
  );
}

interface FindingProps {
  readonly line: FindingLine;
  readonly action: ReactNode;
  readonly unfolded: boolean;
  readonly children: ReactNode;
}

function Finding({ line, action, unfolded, children }: FindingProps) {
  const { t } = useTexts();
  const id = `finding-${line.check}`;
  return (
    <article className={classes.finding} data-status={line.status} aria-labelledby={id}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <h2 className={classes.title} id={id}>
            <StatusLight of={line.status === 'fail' ? 'fail' : 'warn'}>
              {line.title} · {t(`checks.status.${line.status}`)}
            </StatusLight>
          </h2>
          <Text>{line.sentence}</Text>
        </div>
        <Group gap="sm" wrap="nowrap" flex="none">
          <Text ff="monospace" size="sm" c="dimmed">
            {line.code}
          </Text>
          {action}
        </Group>
      </Group>
      <Text size="sm" c="dimmed">
        {line.technician}
      </Text>
      {line.evidence.length === 0 ? null : (
        <details className={classes.evidence} open={unfolded}>
          <summary>{t('checkup.evidence')}</summary>
          <Table className={classes.table}>
            <Table.Tbody>
              {line.evidence.map((row, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of one report never move
                <Table.Tr key={at}>
                  <Table.Th scope="row">
                    {row.subject === null ? '' : `${row.subject} · `}
                    <span className={classes.code}>{row.name}</span>
                  </Table.Th>
                  <Table.Td>{row.value}</Table.Td>
                  <Table.Td c="dimmed">{row.limit === null ? '' : t('checkup.limit', { limit: row.limit })}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </details>
      )}
      <SuggestedArticle id={line.article} />
      {children}
    </article>
  );
}

const REMOVED_FINDING = /^\/findings\/([a-z]+\.[a-z]+)$/u;

function NotChecked(props: { page: FindingPage; report: Report; action: FindingListProps['action']; unfolded: boolean }) {
  const { page, report, action, unfolded } = props;
  const { t } = useTexts();
  const title = useCheckTitle();
  const removed = report.redactions.flatMap(({ at, kind }) => {
    const check = kind === 'removed_by_user' ? REMOVED_FINDING.exec(at)?.[1] : undefined;
    return check === undefined ? [] : [check];
  });
  if (page.notChecked.length + removed.length === 0) return null;
  return (
    <details className={classes.evidence} open={unfolded || removed.length > 0}>
      <summary>{t('checkup.notChecked', { count: page.notChecked.length + removed.length })}</summary>
      <Table className={classes.table}>
        <Table.Tbody>
          {removed.map((check) => (
            <Table.Tr key={check}>
              <Table.Th scope="row">
                <StatusLight of="unknown">{title(check)}</StatusLight>
              </Table.Th>
              <Table.Td>{t('checkup.removed')}</Table.Td>
              <Table.Td />
            </Table.Tr>
          ))}
          {page.notChecked.map((row) => (
            <Table.Tr key={row.check}>
              <Table.Th scope="row">
                <StatusLight of="unknown">{row.title}</StatusLight>
              </Table.Th>
              <Table.Td>{row.reason}</Table.Td>
              <Table.Td className={classes.action}>{action?.(row.check)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  );
}
