import type { TICKET_QUEUES } from '@alongside/protocol';
import { useFormats } from '@alongside/ui';
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { TicketSearch } from '../tickets/ticket-search.ts';
import classes from './today.module.css';

export interface FigureLinkProps {
  readonly count: number;
  /** What the figure counts, for who hears the link alone. */
  readonly label: string;
  readonly queue?: (typeof TICKET_QUEUES)[number];
  readonly search: TicketSearch;
}

/** A figure that opens its list; of nothing there is no list. */
export function FigureLink({ count, label, queue = 'all', search }: FigureLinkProps) {
  const { number } = useFormats();
  if (count === 0) return <span className={classes.none}>{number(0)}</span>;
  return (
    <Anchor
      c="inherit"
      fw={620}
      underline="always"
      aria-label={label}
      renderRoot={(props) => <Link to="/desk/{-$queue}" params={{ queue }} search={search} {...props} />}
    >
      {number(count)}
    </Anchor>
  );
}
