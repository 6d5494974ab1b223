import { useTexts } from '@alongside/ui';
import { Anchor, Stack, Text, Title } from '@mantine/core';
import { GuestRecords } from './guest-records.tsx';

/** The request is done, or its user wants nobody here any more. */
export function GuestOver({ token }: { readonly token: string }) {
  const { t } = useTexts();
  return (
    <Stack gap="md">
      <Title order={1}>{t('guest.over.title')}</Title>
      <Text fz="lg" role="status">
        {t('guest.over.text')}
      </Text>
      <GuestRecords />
      <Anchor href={`/#follow=${token}`}>{t('guest.back')}</Anchor>
    </Stack>
  );
}
