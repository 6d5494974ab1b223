import { sumOf } from '@alongside/desk';
import { useFormats, useTexts } from '@alongside/ui';
import { Table, Text } from '@mantine/core';
import { Bar } from './bar.tsx';
import { FigureLink } from './figure-link.tsx';
import classes from './today.module.css';
import type { Today } from './use-today.ts';

const DAYS = 30;
const BEST_FIRST = [5, 4, 3, 2, 1] as const;

/** What users gave for a solution. */
export function StarsPart({ today }: { readonly today: Today }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const all = sumOf(today.stars);
  const most = Math.max(1, ...today.stars);
  const mean = today.stars.reduce((sum, count, at) => sum + count * (at + 1), 0) / Math.max(1, all);
  return (
    <section aria-labelledby="today-stars">
      <h2 className={classes.heading} id="today-stars">
        {t('today.stars')}
      </h2>
      <Text size="sm" c="dimmed" mb="xs">
        {all === 0
          ? t('today.noStars', { count: DAYS })
          : t('today.meanStars', { mean: number(Math.round(mean * 10) / 10), count: all, days: DAYS })}
      </Text>
      <Table className={classes.table} verticalSpacing={4}>
        <Table.Tbody>
          {BEST_FIRST.map((stars) => {
            const count = today.stars[stars - 1] ?? 0;
            return (
              <Table.Tr key={stars}>
                <Table.Th scope="row">{t('today.starsOf', { count: stars })}</Table.Th>
                <Table.Td className={classes.number}>
                  <FigureLink
                    count={count}
                    label={t('today.ratedWith', { stars, count })}
                    search={{ status: 'any', ratedDays: DAYS, stars }}
                  />
                </Table.Td>
                <Table.Td className={classes.picture}>
                  <Bar share={count / most} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </section>
  );
}
