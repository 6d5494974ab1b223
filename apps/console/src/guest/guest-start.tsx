import { useTexts } from '@alongside/ui';
import { Alert, Anchor, Button, Group, List, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { canShowScreen, forgetEverything } from './guest-core.ts';
import { GuestFrame } from './guest-frame.tsx';

export interface GuestStartProps {
  readonly token: string;
  readonly starting: boolean;
  readonly onStart: () => void;
}

/** What such a page is, what can be asked for in it and what cannot, before anything begins. */
export function GuestStart({ token, starting, onStart }: GuestStartProps) {
  const { t } = useTexts();
  const screen = canShowScreen();
  return (
    <GuestFrame token={token}>
      <Stack gap="md">
        <Title order={1}>{t('guest.start.title')}</Title>
        <Text fz="lg">{t(screen ? 'guest.start.lead' : 'guest.start.leadChat')}</Text>
        {screen ? null : <Alert variant="outline">{t('guest.start.noScreen')}</Alert>}
        <List spacing={4}>
          <List.Item>{t('guest.start.asks')}</List.Item>
          <List.Item>{t('guest.start.never')}</List.Item>
          <List.Item>{t('guest.start.stop')}</List.Item>
          <List.Item>{t('guest.start.record')}</List.Item>
        </List>
        <Text size="sm" c="dimmed">
          {t('guest.start.trust')}
        </Text>
        <Group>
          <Button loading={starting} onClick={onStart}>
            {t('guest.start.wait')}
          </Button>
        </Group>
        <Forget />
      </Stack>
    </GuestFrame>
  );
}

/** On a computer that is not one's own nothing need stay. */
function Forget() {
  const { t } = useTexts();
  const [state, setState] = useState<'kept' | 'sure' | 'gone' | 'failed'>('kept');
  const forget = () => {
    forgetEverything().then(
      () => setState('gone'),
      () => setState('failed'),
    );
  };
  if (state === 'gone' || state === 'failed') {
    return (
      <Text size="sm" role="status">
        {t(`guest.forget.${state}`)}
      </Text>
    );
  }
  if (state === 'kept') {
    return (
      <Text size="sm">
        <Anchor component="button" type="button" size="sm" onClick={() => setState('sure')}>
          {t('guest.forget.open')}
        </Anchor>
      </Text>
    );
  }
  return (
    <Alert variant="outline">
      <Stack gap="sm">
        <Text>{t('guest.forget.what')}</Text>
        <Group gap="sm">
          <Button variant="default" onClick={() => setState('kept')}>
            {t('guest.forget.keep')}
          </Button>
          <Button variant="default" onClick={forget}>
            {t('guest.forget.do')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
