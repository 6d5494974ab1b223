import { type Phase, shellPage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { useAsk } from '../core/core-context.tsx';
import { OwnWords } from '../parts/own-words.tsx';

export function Sending({ phase }: { phase: Extract<Phase, { phase: 'sending' }> }) {
  const { t } = useTexts();
  const ask = useAsk();
  return (
    <Stack gap="md">
      <Group gap="md">
        <Title order={1}>{t('sending.title')}</Title>
        {phase.serverAway ? null : <Loader size="sm" aria-hidden />}
      </Group>
      <Text role="status">{t(phase.serverAway ? 'sending.away' : 'sending.now')}</Text>
      <OwnWords title={t('sending.text')} text={phase.text} />
      <Group>
        <Button variant="default" onClick={() => void ask(shellPage.helpCancel, {})}>
          {t('sending.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}
