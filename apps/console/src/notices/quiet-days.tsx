import type { QuietHours } from '@alongside/protocol';
import { readersLocale, useTexts } from '@alongside/ui';
import { Chip, Group, Text, TextInput } from '@mantine/core';
import { fromTimeField, toTimeField } from '../settings/hours.ts';

/** A Monday, to name the days of the week in the reader's locale. */
const A_MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

export interface QuietDaysProps {
  readonly quiet: QuietHours;
  readonly onChange: (quiet: QuietHours) => void;
}

/** On which days it begins to be quiet, from when and until when. */
export function QuietDays({ quiet, onChange }: QuietDaysProps) {
  const { t, language } = useTexts();
  const names = new Intl.DateTimeFormat(readersLocale(language, navigator.languages), { weekday: 'short', timeZone: 'UTC' });
  const toggle = (day: number, on: boolean) => {
    const days = on ? [...quiet.days, day].sort((a, b) => a - b) : quiet.days.filter((each) => each !== day);
    // Without a day there are no quiet hours; the switch above ends them.
    if (days.length > 0) onChange({ ...quiet, days });
  };
  const change = (part: 'from' | 'to', text: string) => {
    const minutes = fromTimeField(text);
    if (minutes !== undefined) onChange({ ...quiet, [part]: minutes });
  };
  return (
    <div>
      <Text size="sm" fw={500} id="quiet-days">
        {t('quiet.days')}
      </Text>
      <Group gap={6} mt={4} role="group" aria-labelledby="quiet-days">
        {DAYS.map((day) => (
          <Chip key={day} size="sm" checked={quiet.days.includes(day)} onChange={(on) => toggle(day, on)}>
            {names.format(A_MONDAY + (day - 1) * DAY_MS)}
          </Chip>
        ))}
      </Group>
      <Group mt="sm" align="flex-start">
        {(['from', 'to'] as const).map((part) => (
          <TextInput
            key={part}
            type="time"
            required
            label={t(`quiet.${part}`)}
            value={toTimeField(quiet[part])}
            onChange={(event) => change(part, event.currentTarget.value)}
          />
        ))}
      </Group>
      {quiet.to <= quiet.from ? (
        <Text size="xs" c="dimmed" mt={4}>
          {t('quiet.nextDay')}
        </Text>
      ) : null}
    </div>
  );
}
