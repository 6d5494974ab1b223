import { type ActionView, type SessionView, shellPage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { useAsk } from '../core/core-context.tsx';
import { useActionGaps } from './action-gaps.ts';
import { ActionOutcome } from './action-outcome.tsx';

type Running = Extract<ActionView, { state: 'running' }>;

/** The one action that was allowed: how far it is with Cancel beside it, then what came of it and what was told of that. */
export function ActionPanel({ session, action }: { session: SessionView; action: ActionView }) {
  const { t } = useTexts();
  const { name } = session.technician;
  const gaps = useActionGaps(action.preview);
  const { action: kind } = action.preview.request;
  return (
    <Paper p="md" component="section" aria-label={t('action.label')}>
      <Stack gap="sm">
        <Title order={2}>{t(`action.${kind}.title`, gaps)}</Title>
        {action.state === 'running' ? (
          <RunningAction session={session} action={action} />
        ) : (
          <ActionOutcome action={action} name={name} />
        )}
      </Stack>
    </Paper>
  );
}

function RunningAction({ session, action }: { session: SessionView; action: Running }) {
  const { t } = useTexts();
  const ask = useAsk();
  const formats = useFormats();
  const { sessionId, paused, technician } = session;
  const { done, total } = action.progress;
  const known = total !== null && total > 0;
  return (
    <>
      <Progress.Root size="lg">
        <Progress.Section
          value={known ? Math.round((100 * done) / total) : 100}
          animated={!known}
          striped={!known}
          aria-label={t('action.progress')}
        />
      </Progress.Root>
      <Text size="sm" c="dimmed">
        {known
          ? t('action.doneOf', { done: formats.number(done), total: formats.number(total) })
          : done > 0
            ? t('action.doneSo', { done: formats.number(done) })
            : t('action.underWay')}
      </Text>
      {paused ? <Text size="sm">{t('action.goesOn', { name: technician.name })}</Text> : null}
      <Group>
        <Button variant="default" onClick={() => void ask(shellPage.grantTakeBack, { sessionId, capability: 'actions.run' })}>
          {t('action.cancel')}
        </Button>
      </Group>
    </>
  );
}
