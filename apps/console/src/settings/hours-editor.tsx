import type { WeeklyHours } from '@alongside/protocol';
import { readersLocale, useTexts } from '@alongside/ui';
import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { copyToWeek, endOf, fromTimeField, isAllDay, isFull, nextSpan, problemOf, type Span, toTimeField } from './hours.ts';
import classes from './hours-editor.module.css';

export interface HoursEditorProps {
  /** The organisation's own hours where not given. */
  readonly title?: string;
  readonly why?: string;
  readonly hours: WeeklyHours;
  readonly onChange: (hours: WeeklyHours) => void;
  readonly readOnly: boolean;
}

/** A Monday, to name the days of the week in the reader's locale. */
const A_MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

/** When somebody is there, day by day. */
export function HoursEditor({ hours, onChange, readOnly, title, why }: HoursEditorProps) {
  const { t, language } = useTexts();
  const dayNames = new Intl.DateTimeFormat(readersLocale(language, navigator.languages), { weekday: 'long', timeZone: 'UTC' });
  const change = (day: number, spans: Span[]) => onChange(hours.map((each, index) => (index === day ? spans : each)));
  return (
    <fieldset className={classes.hours}>
      <legend className={classes.legend}>{title ?? t('hours.title')}</legend>
      <Text size="sm" c="dimmed">
        {why ?? t('hours.why')}
      </Text>
      {hours.map((spans, day) => {
        const name = dayNames.format(A_MONDAY + day * DAY_MS);
        return (
          <fieldset className={classes.day} key={name} aria-label={name}>
            <Text className={classes.name}>{name}</Text>
            <Stack gap={4}>
              {spans.length === 0 ? (
                <Text c="dimmed" className={classes.closed}>
                  {t('hours.closed')}
                </Text>
              ) : null}
              {spans.map((span, index) => (
                <SpanFields
                  // biome-ignore lint/suspicious/noArrayIndexKey: spans have no identity but their place
                  key={index}
                  dayName={name}
                  span={span}
                  problem={problemOf(spans, index)}
                  readOnly={readOnly}
                  onChange={(next) =>
                    change(
                      day,
                      spans.map((each, at) => (at === index ? next : each)),
                    )
                  }
                  onRemove={() =>
                    change(
                      day,
                      spans.filter((_, at) => at !== index),
                    )
                  }
                />
              ))}
            </Stack>
            {readOnly || isFull(spans) ? null : (
              <ActionIcon
                variant="subtle"
                aria-label={t('hours.add', { day: name })}
                onClick={() => change(day, [...spans, nextSpan(spans)])}
              >
                <IconPlus size={16} stroke={1.5} aria-hidden />
              </ActionIcon>
            )}
          </fieldset>
        );
      })}
      {readOnly ? null : (
        <Group mt="xs">
          <Button variant="default" size="compact-sm" onClick={() => onChange(copyToWeek(hours))}>
            {t('hours.copy')}
          </Button>
        </Group>
      )}
    </fieldset>
  );
}

interface SpanFieldsProps {
  readonly dayName: string;
  readonly span: Span;
  readonly problem: ReturnType<typeof problemOf>;
  readonly readOnly: boolean;
  readonly onChange: (span: Span) => void;
  readonly onRemove: () => void;
}

function SpanFields({ dayName, span, problem, readOnly, onChange, onRemove }: SpanFieldsProps) {
  const { t } = useTexts();
  const set = (part: 'from' | 'to', text: string) => {
    const minutes = fromTimeField(text);
    if (minutes !== undefined) onChange({ ...span, [part]: part === 'to' ? endOf(minutes) : minutes });
  };
  return (
    <div>
      <Group gap={6} wrap="nowrap">
        {(['from', 'to'] as const).map((part) => (
          <input
            key={part}
            type="time"
            className={classes.time}
            aria-label={t(`hours.${part}`, { day: dayName })}
            aria-invalid={problem !== undefined}
            readOnly={readOnly}
            value={toTimeField(span[part])}
            onChange={(event) => set(part, event.currentTarget.value)}
          />
        ))}
        {isAllDay(span) ? (
          <Text size="sm" c="dimmed">
            {t('hours.allDay')}
          </Text>
        ) : null}
        {readOnly ? null : (
          <ActionIcon
            variant="subtle"
            color="gray"
            c="inherit"
            aria-label={t('hours.remove', { day: dayName })}
            onClick={onRemove}
          >
            <IconTrash size={16} stroke={1.5} aria-hidden />
          </ActionIcon>
        )}
      </Group>
      {problem === undefined ? null : (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {t(`hours.problem.${problem}`)}
        </Text>
      )}
    </div>
  );
}
