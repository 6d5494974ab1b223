import type { GuestSide } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Alert } from '@mantine/core';
import { IconWorld } from '@tabler/icons-react';

/** The user's side is a page: what it is, and what cannot be asked for. */
export function GuestNote({ guest, userName }: { readonly guest: GuestSide; readonly userName: string }) {
  const { t } = useTexts();
  const gaps = { name: userName, browser: guest.browser };
  return (
    <Alert variant="outline" color="viewed" title={t('guest.title', gaps)} icon={<IconWorld stroke={1.5} aria-hidden />}>
      {t(guest.screen ? 'guest.text' : 'guest.chatOnly', gaps)}
    </Alert>
  );
}
