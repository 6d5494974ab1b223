import { UNASSIGNED_MIN } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Paper, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useAge } from '../desk/age.tsx';
import { useNow } from '../shared/use-observable.ts';
import type { TicketSearch } from '../tickets/ticket-search.ts';
import classes from './today.module.css';
import type { Today } from './use-today.ts';

/** What is so now, large: each opens its list. */
export function NowPart({ today }: { readonly today: Today }) {
  const { t } = useTexts();
  const age = useAge();
  // From when it was counted: the clock of this computer may differ from the server’s.
  const now = useNow(1000);
  const { since } = today.waiting;
  const skew = today.at - Math.min(now, today.at);
  const longest = since === null ? t('today.nobodyWaits') : t('today.longest', { time: age(Math.max(0, now + skew - since)) });
  return (
    <div className={classes.cards}>
      <Card name="waiting" count={today.waiting.count} more={longest} search={{ inTurn: true, by: 'waiting' }} />
      <Card name="inSession" count={today.inSession} more={t('today.inSessionMore')} search={{ live: 'in-session' }} />
      <Card
        name="unassigned"
        count={today.unassigned}
        more={t('today.unassignedMore', { count: UNASSIGNED_MIN })}
        queue="unassigned"
        search={{ status: 'new', sinceMin: UNASSIGNED_MIN }}
      />
      <Card name="wishes" count={today.wishes} more={t('today.wishesMore')} search={{ wantsManager: true, status: 'any' }} />
    </div>
  );
}

interface CardProps {
  readonly name: 'waiting' | 'inSession' | 'unassigned' | 'wishes';
  readonly count: number;
  readonly more: string;
  readonly queue?: 'all' | 'unassigned';
  readonly search: TicketSearch;
}

function Card({ name, count, more, queue = 'all', search }: CardProps) {
  const { t } = useTexts();
  const { number } = useFormats();
  return (
    <Paper withBorder className={classes.card}>
      <Link to="/desk/{-$queue}" params={{ queue }} search={search} className={classes.cardLink}>
        <span className={classes.figure}>{number(count)}</span>
        <span className={classes.cardName}>{t(`today.${name}`)}</span>
      </Link>
      <Text size="sm" c="dimmed">
        {more}
      </Text>
    </Paper>
  );
}
