import { type Phase, shellPage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Stack, Title } from '@mantine/core';
import { useAsk } from '../core/core-context.tsx';
import { Followed } from '../requests/followed.tsx';

/** The desk thinks that it is solved: what was done, and what the user says of it. */
export function Over({ phase }: { phase: Extract<Phase, { phase: 'over' }> }) {
  const { t } = useTexts();
  const ask = useAsk();
  return (
    <Stack gap="md">
      <Title order={1}>{t('requests.one', { number: phase.number })}</Title>
      <Followed key={phase.requestId} requestId={phase.requestId} />
      <Group>
        <Button variant="default" onClick={() => void ask(shellPage.helpDismiss, {})}>
          {t('ended.home')}
        </Button>
      </Group>
    </Stack>
  );
}
