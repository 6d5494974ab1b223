import { useTexts } from '@alongside/ui';
import { Button, Group } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { type TicketSearch, withParts } from './ticket-search.ts';

const PARTS = [
  'inTurn',
  'live',
  'sinceMin',
  'solvedDays',
  'solvedTier',
  'unsorted',
  'ratedDays',
  'stars',
  'wantsManager',
] as const;

export interface MoreFiltersProps {
  readonly search: TicketSearch;
  readonly onChange: (next: TicketSearch) => void;
}

/** Parts of the filter that came with the way here: each can be taken away. */
export function MoreFilters({ search, onChange }: MoreFiltersProps) {
  const { t } = useTexts();
  const parts = PARTS.filter((part) => search[part] !== undefined);
  if (parts.length === 0) return null;
  const words = (part: (typeof PARTS)[number]) => {
    const value = search[part];
    return part === 'live' ? t(`tickets.also.live.${value}`) : t(`tickets.also.${part}`, { count: Number(value) });
  };
  return (
    <Group gap="xs">
      {parts.map((part) => (
        <Button
          key={part}
          size="compact-sm"
          variant="default"
          rightSection={<IconX size={14} stroke={1.5} aria-hidden />}
          aria-label={t('tickets.without', { part: words(part) })}
          onClick={() => onChange(withParts(search, { [part]: '' }))}
        >
          {words(part)}
        </Button>
      ))}
    </Group>
  );
}
