import { changesBetween, type FindingLine, findingPage } from '@alongside/diagnostics';
import type { Report } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Alert, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useMemo } from 'react';
import { Details } from '../parts/details.tsx';
import { FindingCard, FineLine } from './finding-card.tsx';
import classes from './health.module.css';
import { useCheckText } from './use-check-text.ts';

export interface ReportViewProps {
  readonly report: Report;
  readonly before: Report | undefined;
  /** What can be done about a finding. */
  readonly actions?: (line: FindingLine) => ReactNode;
}

/** A report in words: one sentence, what needs attention, what is fine, what was not checked. */
export function ReportView({ report, before, actions }: ReportViewProps) {
  const { t, language } = useTexts();
  const formats = useFormats();
  const text = useCheckText();
  const page = useMemo(() => findingPage(report, { text, locale: language }), [report, text, language]);
  const wanting = page.findings.filter(({ status }) => status === 'fail' || status === 'warn');
  const fine = page.findings.filter(({ status }) => status === 'pass' || status === 'info');
  const { startedAt, profile, tookMs } = report.meta;
  const cut = report.unknowns.some(({ reason }) => reason === 'cancelled');
  return (
    <Stack gap="md">
      <div role="status">
        <Title order={2}>{page.headline}</Title>
        <Text size="sm" c="dimmed">
          {t(`health.when.${profile}`, {
            when: formats.dayAndTime(startedAt),
            seconds: formats.number(Math.max(1, Math.round(tookMs / 1000))),
          })}
        </Text>
      </div>
      {cut ? <Alert variant="outline">{t('health.cut')}</Alert> : null}
      {before === undefined ? null : <Changes before={before} after={report} />}
      {wanting.map((line) => (
        <FindingCard key={line.check} line={line} actions={actions?.(line)} />
      ))}
      {fine.length === 0 ? null : (
        <Details label={t('health.fine', { count: fine.length })}>
          <ul className={classes.list}>
            {fine.map((line) => (
              <FineLine key={line.check} line={line} />
            ))}
          </ul>
        </Details>
      )}
      {page.notChecked.length === 0 ? null : (
        <Details label={t('health.notChecked', { count: page.notChecked.length })}>
          <NotChecked rows={page.notChecked} />
        </Details>
      )}
    </Stack>
  );
}

function Changes({ before, after }: { before: Report; after: Report }) {
  const { t } = useTexts();
  const formats = useFormats();
  const text = useCheckText();
  const known = new Set(before.findings.map(({ check }) => check));
  // Checks of other things, or one that came to nothing: of these nobody knows whether anything changed.
  if (!after.findings.some(({ check }) => known.has(check))) return null;
  const changes = changesBetween(before, after);
  const since = { when: formats.dayAndTime(before.meta.startedAt) };
  if (changes.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('health.changes.none', since)}
      </Text>
    );
  }
  const titles = (kind: 'worse' | 'better') =>
    changes.filter((change) => change.kind === kind).map(({ check }) => text(`checks.${check}.title`));
  return (
    <Stack gap={4} component="section" aria-label={t('health.changes.title')}>
      {(['worse', 'better'] as const).map((kind) =>
        titles(kind).length === 0 ? null : (
          <Text size="sm" key={kind}>
            {t(`health.changes.${kind}`, { ...since, list: formats.list(titles(kind)) })}
          </Text>
        ),
      )}
    </Stack>
  );
}

/** By reason: the same sentence thirty times would hide what is different. */
function NotChecked({ rows }: { rows: ReturnType<typeof findingPage>['notChecked'] }) {
  const formats = useFormats();
  const reasons = [...new Map(rows.map(({ why, reason }) => [why, reason]))];
  return (
    <ul className={classes.list}>
      {reasons.map(([why, reason]) => (
        <li key={why}>
          <Text size="sm" component="div">
            <Text span size="sm" fw={550}>
              {reason}
            </Text>{' '}
            {formats.list(rows.filter((row) => row.why === why).map(({ title }) => title))}
          </Text>
        </li>
      ))}
    </ul>
  );
}
