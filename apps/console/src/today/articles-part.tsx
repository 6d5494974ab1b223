import { useFormats, useTexts } from '@alongside/ui';
import { Anchor, Group, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Bar } from './bar.tsx';
import classes from './today.module.css';
import type { Today } from './use-today.ts';

const STEPS = ['searched', 'opened', 'solved', 'asked'] as const;

/** What articles spared, as far as it was counted. */
export function ArticlesPart({ today }: { readonly today: Today }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const { deflection } = today;
  const ended = deflection.solved + deflection.asked;
  const most = Math.max(1, ...STEPS.map((step) => deflection[step]));
  return (
    <section aria-labelledby="today-articles">
      <Group justify="space-between" align="baseline">
        <h2 className={classes.heading} id="today-articles">
          {t('today.articles')}
        </h2>
        <Anchor renderRoot={(props) => <Link to="/knowledge/{-$article}" params={{ article: undefined }} {...props} />}>
          {t('today.toArticles')}
        </Anchor>
      </Group>
      <Text size="sm" c="dimmed" mb="xs">
        {ended === 0
          ? t('today.noArticles')
          : t('today.spared', { value: number(Math.round((deflection.solved / ended) * 100)), count: ended })}
      </Text>
      <Table className={classes.table} verticalSpacing={4}>
        <Table.Tbody>
          {STEPS.map((step) => (
            <Table.Tr key={step}>
              <Table.Th scope="row">{t(`today.step.${step}`)}</Table.Th>
              <Table.Td className={classes.number}>{number(deflection[step])}</Table.Td>
              <Table.Td className={classes.picture}>
                <Bar share={deflection[step] / most} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
