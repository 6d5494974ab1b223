import { firstTierShare, sumOf } from '@alongside/desk';
import { useFormats, useTexts } from '@alongside/ui';
import { Table } from '@mantine/core';
import type { TicketSearch } from '../tickets/ticket-search.ts';
import { Bar } from './bar.tsx';
import { FigureLink } from './figure-link.tsx';
import classes from './today.module.css';

export interface TierRow {
  readonly key: string;
  readonly name: string;
  /** At tier 1, 2, 3, 4. */
  readonly byTier: readonly number[];
  /** The list of all of it; absent where no filter says it. */
  readonly search?: TicketSearch;
}

const TIERS = [1, 2, 3, 4] as const;

/** What was solved at each tier, and how much of it at the first. */
export function TierTable({ caption, rows }: { readonly caption: string; readonly rows: readonly TierRow[] }) {
  const { t } = useTexts();
  const { number } = useFormats();
  return (
    <Table className={classes.table} verticalSpacing={4} mb="md">
      <Table.Caption className={classes.caption}>{caption}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Td />
          {TIERS.map((tier) => (
            <Table.Th key={tier} className={classes.number}>
              {t('today.tier', { tier })}
            </Table.Th>
          ))}
          <Table.Th className={classes.number}>{t('today.all')}</Table.Th>
          <Table.Th className={classes.picture}>{t('today.firstTier')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => {
          const share = firstTierShare(row.byTier) ?? 0;
          return (
            <Table.Tr key={row.key}>
              <Table.Th scope="row">{row.name}</Table.Th>
              {TIERS.map((tier) => (
                <Table.Td key={tier} className={classes.number}>
                  <Figure row={row} tier={tier} count={row.byTier[tier - 1] ?? 0} />
                </Table.Td>
              ))}
              <Table.Td className={classes.number}>
                <Figure row={row} count={sumOf(row.byTier)} />
              </Table.Td>
              <Table.Td className={classes.picture}>
                <span className={classes.share}>
                  <Bar share={share} />
                  {t('today.percent', { value: number(Math.round(share * 100)) })}
                </span>
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

function Figure({ row, tier, count }: { readonly row: TierRow; readonly tier?: number; readonly count: number }) {
  const { t } = useTexts();
  const { number } = useFormats();
  if (row.search === undefined) return <span>{number(count)}</span>;
  return (
    <FigureLink
      count={count}
      label={t(tier === undefined ? 'today.solvedOf' : 'today.solvedAt', { name: row.name, tier, count })}
      search={{ ...row.search, ...(tier === undefined ? {} : { solvedTier: tier }) }}
    />
  );
}
