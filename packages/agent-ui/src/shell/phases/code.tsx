import { type Phase, shellPage, spokenCode } from '@alongside/protocol';
import { Countdown, useTexts } from '@alongside/ui';
import { Alert, Button, Group, Paper, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import { useAsk } from '../core/core-context.tsx';
import classes from './code.module.css';

/** A code to read out, and to whom one never reads it. */
export function Code({ phase }: { phase: Extract<Phase, { phase: 'code' }> }) {
  const { t } = useTexts();
  const ask = useAsk();
  return (
    <Stack gap="md">
      <Title order={1}>{t('code.title')}</Title>
      <Text>{t('code.lead')}</Text>
      <Paper p="md" ta="center">
        {/* Digit by digit for a screen reader, which would say a number otherwise; copied is what is seen. */}
        <Text component="p" className={classes.code}>
          <span aria-hidden>{spokenCode(phase.code)}</span>
          <VisuallyHidden component="span" style={{ userSelect: 'none' }}>
            {[...phase.code].join(' ')}
          </VisuallyHidden>
        </Text>
        <Text size="sm" c="dimmed">
          <Countdown remainingMs={phase.remainingMs} told={phase} text={(time) => t('code.left', { time })} />
        </Text>
      </Paper>
      <Alert variant="outline" color="stop" title={t('code.warning.title')}>
        {t('code.warning.text')}
      </Alert>
      <Text>{t('code.nothingYet')}</Text>
      <Group>
        <Button variant="default" onClick={() => void ask(shellPage.helpCodeCancel, {})}>
          {t('code.takeBack')}
        </Button>
      </Group>
    </Stack>
  );
}
