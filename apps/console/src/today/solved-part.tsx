import { sumOf } from '@alongside/desk';
import { TODAY_DAYS } from '@alongside/protocol';
import { EmptyState, useTexts } from '@alongside/ui';
import { Group, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { TicketSearch } from '../tickets/ticket-search.ts';
import { type TierRow, TierTable } from './tier-table.tsx';
import classes from './today.module.css';
import type { Today } from './use-today.ts';
import { useStableOrder } from './use-today.ts';

type Days = (typeof TODAY_DAYS)[number];

/** What was solved at which tier: all of it, of each group, of each category. */
export function SolvedPart({ today }: { readonly today: Today }) {
  const { t } = useTexts();
  const [days, setDays] = useState<Days>(TODAY_DAYS[0]);
  const span = today.solved.find((each) => each.days === days);
  const of: TicketSearch = { status: 'any', solvedDays: days };
  const all: TierRow = { key: 'all', name: t('today.everything'), byTier: span?.byTier ?? [], search: of };
  const groups = useStableOrder(
    `groups ${days}`,
    (span?.groups ?? []).map(
      ({ group, byTier }): TierRow => ({
        key: group?.id ?? '',
        name: group?.name ?? t('case.noGroup'),
        byTier,
        search: { ...of, group: group?.id ?? 'none' },
      }),
    ),
    keyOf,
  );
  const categories = useStableOrder(
    `categories ${days}`,
    (span?.categories ?? []).map(
      ({ category, byTier }): TierRow => ({
        key: category ?? '',
        name: category ?? t('today.noCategory'),
        byTier,
        search: { ...of, ...(category === null ? { unsorted: true } : { category }) },
      }),
    ),
    keyOf,
  );
  const others: TierRow = { key: 'others', name: t('today.otherCategories'), byTier: span?.otherCategories ?? [] };
  return (
    <section aria-labelledby="today-solved">
      <Group justify="space-between" mb="xs">
        <h2 className={classes.heading} id="today-solved">
          {t('today.solved')}
        </h2>
        <SegmentedControl
          size="sm"
          aria-label={t('today.span')}
          value={String(days)}
          onChange={(value) => setDays(TODAY_DAYS.find((each) => String(each) === value) ?? TODAY_DAYS[0])}
          data={TODAY_DAYS.map((each) => ({ value: String(each), label: t('today.days', { count: each }) }))}
        />
      </Group>
      {sumOf(all.byTier) === 0 ? (
        <EmptyState order={3} title={t('today.noneSolved', { count: days })}>
          {t('today.noneSolvedMore')}
        </EmptyState>
      ) : (
        <>
          <TierTable caption={t('today.byTier')} rows={[all]} />
          <TierTable caption={t('today.byGroup')} rows={groups} />
          <TierTable caption={t('today.byCategory')} rows={sumOf(others.byTier) === 0 ? categories : [...categories, others]} />
        </>
      )}
    </section>
  );
}

function keyOf({ key }: TierRow): string {
  return key;
}
