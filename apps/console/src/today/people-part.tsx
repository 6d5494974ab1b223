import { useTexts } from '@alongside/ui';
import { Table, Text } from '@mantine/core';
import {
  IconCircleDashed,
  IconCircleFilled,
  IconCircleHalf2,
  IconCircleMinus,
  IconScreenShare,
  IconUserOff,
} from '@tabler/icons-react';
import { Bar } from './bar.tsx';
import { FigureLink } from './figure-link.tsx';
import classes from './today.module.css';
import type { Today } from './use-today.ts';

type State = Today['people'][number]['state'];
const LOOKS: Readonly<Record<State, { icon: typeof IconCircleFilled; colour: string }>> = {
  'in-session': { icon: IconScreenShare, colour: 'var(--alongside-viewed)' },
  available: { icon: IconCircleFilled, colour: 'var(--alongside-idle)' },
  busy: { icon: IconCircleHalf2, colour: 'var(--alongside-viewed)' },
  away: { icon: IconCircleMinus, colour: 'var(--alongside-offline)' },
  offline: { icon: IconCircleDashed, colour: 'var(--alongside-offline)' },
  gone: { icon: IconUserOff, colour: 'var(--alongside-stop)' },
};
const STATES = Object.keys(LOOKS) as State[];

/** Who is there, and what each has to do. */
export function PeoplePart({ today }: { readonly today: Today }) {
  const { t } = useTexts();
  const { people } = today;
  const most = Math.max(1, ...people.map(({ tickets }) => tickets));
  const counts = STATES.map((state) => ({ state, count: people.filter((each) => each.state === state).length }));
  return (
    <section aria-labelledby="today-people">
      <h2 className={classes.heading} id="today-people">
        {t('today.people')}
      </h2>
      <Text size="sm" c="dimmed" mb="xs">
        {counts
          .filter(({ count }) => count > 0)
          .map(({ state, count }) => t(`today.stateCount.${state}`, { count }))
          .join(' · ')}
      </Text>
      <Table className={classes.table} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('today.head.person')}</Table.Th>
            <Table.Th>{t('today.head.state')}</Table.Th>
            <Table.Th className={classes.number}>{t('today.head.tickets')}</Table.Th>
            <Table.Td className={classes.picture} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {people.map(({ id, name, state, tickets }) => {
            const { icon: Icon, colour } = LOOKS[state];
            return (
              <Table.Tr key={id}>
                <Table.Th scope="row">{name}</Table.Th>
                <Table.Td>
                  <span className={classes.state}>
                    <Icon size={14} style={{ color: colour }} aria-hidden />
                    {t(`today.state.${state}`)}
                  </span>
                </Table.Td>
                <Table.Td className={classes.number}>
                  <FigureLink count={tickets} label={t('today.ticketsOf', { name, count: tickets })} search={{ owner: id }} />
                </Table.Td>
                <Table.Td className={classes.picture}>
                  <Bar share={tickets / most} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </section>
  );
}
