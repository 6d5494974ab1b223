import type { ClosedDay } from '@alongside/protocol';
import { MAX_OWN_DAYS } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';

export interface OwnDaysFieldProps {
  readonly days: readonly ClosedDay[];
  readonly onChange: (days: ClosedDay[]) => void;
}

/** Days of one's own on which nobody is there. */
export function OwnDaysField({ days, onChange }: OwnDaysFieldProps) {
  const { t } = useTexts();
  const change = (at: number, part: Partial<ClosedDay>) =>
    onChange(days.map((day, index) => (index === at ? { ...day, ...part } : day)));
  return (
    <Stack gap="xs" component="fieldset" style={{ border: 0, padding: 0, margin: 0 }}>
      <Text component="legend" fw={500} size="sm">
        {t('holidays.own')}
      </Text>
      {days.map((day, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a day has no identity but its place while its date is typed
        <Group key={index} gap="xs" wrap="nowrap" align="end">
          <TextInput
            type="date"
            aria-label={t('holidays.date', { number: index + 1 })}
            required
            value={day.date}
            onChange={(event) => change(index, { date: event.currentTarget.value })}
          />
          <TextInput
            aria-label={t('holidays.name', { number: index + 1 })}
            placeholder={t('holidays.nameHint')}
            maxLength={60}
            style={{ flex: 1 }}
            value={day.name}
            onChange={(event) => change(index, { name: event.currentTarget.value })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            c="inherit"
            size="lg"
            aria-label={t('holidays.remove', { number: index + 1 })}
            onClick={() => onChange(days.filter((_, at) => at !== index))}
          >
            <IconTrash size={16} stroke={1.5} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {days.length >= MAX_OWN_DAYS ? null : (
        <Group>
          <Button variant="default" size="compact-sm" onClick={() => onChange([...days, { date: '', name: '' }])}>
            {t('holidays.add')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
