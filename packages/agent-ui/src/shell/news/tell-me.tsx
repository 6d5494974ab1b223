import { useTexts } from '@alongside/ui';
import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { useBridge } from '../core/page-host.ts';

/** How the user hears of an answer while they do something else: by the tray where there is one, else by the browser if they like. */
export function TellMe() {
  const { t } = useTexts();
  const hasTray = useBridge() !== undefined;
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : 'denied'));
  if (hasTray) {
    return (
      <Text size="sm" c="dimmed">
        {t('waiting.tray')}
      </Text>
    );
  }
  return (
    <div>
      <Text size="sm" c="dimmed">
        {t(permission === 'granted' ? 'waiting.stayTold' : 'waiting.stay')}
      </Text>
      {permission === 'default' ? (
        <Button
          mt="xs"
          size="compact-md"
          variant="default"
          onClick={() => void Notification.requestPermission().then(setPermission)}
        >
          {t('waiting.tellMe')}
        </Button>
      ) : null}
    </div>
  );
}
