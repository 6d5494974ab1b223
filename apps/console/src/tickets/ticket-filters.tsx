import { TICKET_ORDERS, TICKET_STATUSES } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, NativeSelect } from '@mantine/core';
import { TextFilter } from '../shared/text-filter.tsx';
import { isNarrowed, type TicketSearch, withParts } from './ticket-search.ts';
import classes from './tickets.module.css';
import { useSupportGroups } from './use-tickets.ts';

export interface TicketFiltersProps {
  readonly search: TicketSearch;
  readonly onChange: (next: TicketSearch, replace: boolean) => void;
}

/** Which tickets are shown, and in which order. All of it stands in the address, to be sent to a colleague. */
export function TicketFilters({ search, onChange }: TicketFiltersProps) {
  const { t } = useTexts();
  const { groups, people } = useSupportGroups().data ?? { groups: [], people: [] };
  const change = (part: string, value: string, replace = false) => onChange(withParts(search, { [part]: value }), replace);
  const named = (each: { id: string; name: string }) => ({ value: each.id, label: each.name });
  const choices = {
    status: [
      { value: '', label: t('tickets.status.active') },
      { value: 'any', label: t('tickets.status.any') },
      ...TICKET_STATUSES.map((value) => ({ value, label: t(`tickets.status.${value}`) })),
    ],
    priority: [any(t), ...[6, 5, 4, 3, 2].map((value) => ({ value: String(value), label: t(`tickets.atLeast.${value}`) }))],
    tier: [any(t), ...[1, 2, 3, 4].map((value) => ({ value: String(value), label: t('tickets.tier', { tier: value }) }))],
    group: [any(t), { value: 'none', label: t('case.noGroup') }, ...groups.map(named)],
    owner: [any(t), ...people.map(named)],
    by: TICKET_ORDERS.map((value) => ({ value: value === 'updated' ? '' : value, label: t(`tickets.order.${value}`) })),
  };
  return (
    <search className={classes.filters} aria-label={t('tickets.filter')}>
      <TextFilter
        label={t('tickets.part.text')}
        maxLength={40}
        value={search.text ?? ''}
        onChange={(value) => change('text', value, true)}
      />
      {(['status', 'priority', 'tier', 'group', 'owner'] as const).map((part) => (
        <NativeSelect
          key={part}
          size="sm"
          label={t(`tickets.part.${part}`)}
          value={String(search[part] ?? '')}
          onChange={(event) => change(part, event.currentTarget.value)}
          data={choices[part]}
        />
      ))}
      <TextFilter
        label={t('tickets.part.category')}
        maxLength={40}
        value={search.category ?? ''}
        onChange={(value) => change('category', value, true)}
      />
      <TextFilter
        label={t('tickets.part.tag')}
        maxLength={40}
        value={search.tag ?? ''}
        onChange={(value) => change('tag', value, true)}
      />
      <NativeSelect
        size="sm"
        label={t('tickets.part.by')}
        value={search.by ?? ''}
        onChange={(event) => change('by', event.currentTarget.value)}
        data={choices.by}
      />
      {isNarrowed(search) ? (
        <Button variant="default" size="sm" onClick={() => onChange({}, false)}>
          {t('tickets.clear')}
        </Button>
      ) : null}
    </search>
  );
}

function any(t: ReturnType<typeof useTexts>['t']) {
  return { value: '', label: t('tickets.any') };
}
