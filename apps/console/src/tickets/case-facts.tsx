import { priorityOf, type TicketCase, tierTimes } from '@alongside/desk';
import type { TicketEvent } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import type { ReactNode } from 'react';
import { useAge } from '../desk/age.tsx';
import { useNow } from '../shared/use-observable.ts';
import { contactFacts } from './contact-facts.tsx';
import classes from './tickets.module.css';

export interface CaseFactsProps {
  readonly ticket: TicketCase;
  readonly events: readonly TicketEvent[];
}

function managerWords(t: ReturnType<typeof useTexts>['t'], { managerAsked, managerHeard }: TicketCase): string {
  if (!managerAsked) return '';
  return managerHeard === null ? t('case.managerAsked') : t('case.managerHeard', { name: managerHeard.name });
}

/** What the ticket adds up to, at a glance. */
export function CaseFacts({ ticket, events }: CaseFactsProps) {
  const { t } = useTexts();
  const age = useAge();
  const now = useNow(30_000);
  const { status, owner, tier, group, category, kind, tags, watchers, consultants, returns, rating, resolution } = ticket;
  const names = (people: readonly { name: string }[]) => people.map(({ name }) => name).join(', ');
  const times = Object.entries(tierTimes(events, now)).map(([at, ms]) => t('case.tierTime', { tier: at, time: age(ms) }));
  const facts: Readonly<Record<string, ReactNode>> = {
    status: t(`tickets.status.${status}`),
    owner: owner?.name ?? t('tickets.nobody'),
    tier: [t('tickets.tier', { tier }), group?.name].filter((part) => part !== undefined).join(' · '),
    priority: t(`tickets.priority.${priorityOf(ticket)}`),
    category: category === null || kind === null ? '' : `${t(`ticketKind.${kind}`)} · ${category}`,
    tags: tags.join(', '),
    times: times.join(' · '),
    consultants: names(consultants),
    watchers: names(watchers),
    returns: returns === 0 ? '' : t('case.returned', { count: returns }),
    manager: managerWords(t, ticket),
    ...contactFacts(ticket, t),
    resolution: resolution === null ? '' : t(`resolution.${resolution.code}`),
    rating: rating === null ? '' : t('case.stars', { stars: rating.stars }),
  };
  return (
    <dl className={classes.facts}>
      {Object.entries(facts).map(([name, value]) =>
        value === '' ? null : (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{t(`case.fact.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
