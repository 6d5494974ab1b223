import { PROBLEM_STATE_ROWS } from '@alongside/desk';
import type { ProblemSummary } from '@alongside/protocol';
import { EmptyState, useFormats, useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, Skeleton, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { PageTitle } from '../shared/page-title.tsx';
import { ProblemBadges } from './problem-badges.tsx';
import classes from './problems.module.css';
import { TrendPicture } from './trend-picture.tsx';
import { useProblemAddress, useProblems } from './use-problems.ts';

/** All known problems, or those that are still open; who waits for the developers first, then what comes most often. */
export function ProblemList() {
  const { t } = useTexts();
  const may = useMay();
  const { search, go } = useProblemAddress();
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <PageTitle>{t('problems.title')}</PageTitle>
        {may('problems.write') ? (
          <Button variant="default" onClick={() => go(undefined, { act: 'edit' })}>
            {t('problems.write')}
          </Button>
        ) : null}
      </Group>
      <NativeSelect
        label={t('problems.show')}
        maw={240}
        value={search.show ?? 'open'}
        onChange={(event) => go(undefined, event.currentTarget.value === 'all' ? { show: 'all' } : {}, true)}
        data={(['open', 'all'] as const).map((value) => ({ value, label: t(`problems.shown.${value}`) }))}
      />
      <Rows all={search.show === 'all'} />
    </Stack>
  );
}

function Rows({ all }: { readonly all: boolean }) {
  const { t } = useTexts();
  const problems = useProblems();
  if (problems.error) return <Failure error={problems.error} onRetry={() => void problems.refetch()} />;
  if (problems.data === undefined) {
    return (
      <Stack gap="sm" role="group" aria-busy="true" aria-label={t('app.loading')}>
        <Skeleton height={56} />
        <Skeleton height={56} />
        <Skeleton height={56} />
      </Stack>
    );
  }
  const shown = problems.data.filter(({ state }) => all || PROBLEM_STATE_ROWS[state].open).toSorted(byNeed);
  if (shown.length === 0) {
    return (
      <EmptyState order={2} title={t('problems.none')}>
        {t('problems.noneMore')}
      </EmptyState>
    );
  }
  return (
    <ul className={classes.list} aria-label={t('problems.title')}>
      {shown.map((problem) => (
        <Row key={problem.id} problem={problem} />
      ))}
    </ul>
  );
}

function byNeed(one: ProblemSummary, other: ProblemSummary): number {
  const asked = Number(other.askedAt !== null) - Number(one.askedAt !== null);
  return asked || other.trend.last7 - one.trend.last7 || other.devices - one.devices || other.number - one.number;
}

function Row({ problem }: { readonly problem: ProblemSummary }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const { id, title, devices, confirmed, trend } = problem;
  return (
    <li className={classes.row}>
      <span>
        <Link to="/problems/{-$problem}" params={{ problem: id }} className={classes.link}>
          {t('problems.named', { number: problem.number, title })}
        </Link>
        <ProblemBadges problem={problem} />
      </span>
      <span className={classes.counts}>
        <Text span size="sm">
          {t('problems.devices', { count: devices, value: number(devices) })}
        </Text>
        <Text span size="sm" c="dimmed">
          {t('problems.cases', { count: confirmed, value: number(confirmed) })}
        </Text>
      </span>
      <span className={classes.trend}>
        <TrendPicture trend={trend} />
        <Text span size="xs" c="dimmed" aria-hidden>
          {t('problems.lastWeek', { value: number(trend.last7) })}
        </Text>
      </span>
    </li>
  );
}
