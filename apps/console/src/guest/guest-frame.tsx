import { Page } from '@alongside/agent-ui/browser';
import { useTexts } from '@alongside/ui';
import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';

/** A page of this kind outside of a session: one thing, and below it the way back to the request. */
export function GuestFrame({ token, children }: { readonly token: string | undefined; readonly children: ReactNode }) {
  return <Page foot={<BackToRequest token={token} />}>{children}</Page>;
}

function BackToRequest({ token }: { readonly token: string | undefined }) {
  const { t } = useTexts();
  if (token === undefined) return null;
  return (
    <Text component="footer" size="sm" p="md" ta="center">
      <Anchor href={`/#follow=${token}`}>{t('guest.back')}</Anchor>
    </Text>
  );
}
