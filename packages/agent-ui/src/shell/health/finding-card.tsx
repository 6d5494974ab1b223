import type { FindingLine } from '@alongside/diagnostics';
import { StatusLight, useTexts } from '@alongside/ui';
import { Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './health.module.css';
import { useCheckText } from './use-check-text.ts';

const LIGHT = { fail: 'fail', warn: 'warn', info: 'idle', pass: 'pass' } as const;

/** Something that needs attention or could be better: what, what it means, what to do. */
export function FindingCard({ line, actions }: { line: FindingLine; actions?: ReactNode }) {
  const { t } = useTexts();
  const text = useCheckText();
  return (
    <Paper p="md" component="article" className={classes.card} data-status={line.status} aria-label={line.title}>
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <Title order={3}>{line.title}</Title>
          <Text size="sm" component="span">
            <StatusLight of={LIGHT[line.status]} filled>
              {text(`status.${line.status}`)}
            </StatusLight>
          </Text>
        </Group>
        <Text fw={550}>{line.sentence}</Text>
        {line.meaning === '' ? null : <Text size="sm">{line.meaning}</Text>}
        {line.todo === '' ? null : (
          <Text size="sm">
            <Text span size="sm" fw={550}>
              {t('health.todo')}
            </Text>{' '}
            {line.todo}
          </Text>
        )}
        {actions}
        <Text size="xs" c="dimmed">
          {t('health.code')} <span className={classes.code}>{line.code}</span>
        </Text>
      </Stack>
    </Paper>
  );
}

/** What is fine, in a line. */
export function FineLine({ line }: { line: FindingLine }) {
  const text = useCheckText();
  return (
    <li>
      <Text size="sm" component="div">
        <StatusLight of={LIGHT[line.status]} filled={line.status === 'pass'}>
          {text(`status.${line.status}`)}: <strong>{line.title}.</strong> {line.sentence}
        </StatusLight>
      </Text>
    </li>
  );
}
