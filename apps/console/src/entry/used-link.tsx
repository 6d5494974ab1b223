import { toAppError } from '@alongside/base';
import { useTexts } from '@alongside/ui';
import { Button, Text } from '@mantine/core';
import { EntryFrame } from './entry-frame.tsx';

export interface UsedLinkProps {
  readonly kind: 'setup' | 'invite' | 'withdrawn';
  readonly error: unknown;
  readonly onLeave: () => void;
}

/** A one-time link that was used, was taken back, is too old or never was one. */
export function UsedLink({ kind, error, onLeave }: UsedLinkProps) {
  const { t } = useTexts();
  return (
    <EntryFrame title={t(`usedLink.${kind}.title`)} lead={t(`usedLink.${kind}.lead`)}>
      <Text>{t(`usedLink.${kind}.todo`)}</Text>
      <Button onClick={onLeave} variant="default">
        {t('usedLink.toSignIn')}
      </Button>
      <Text size="xs" c="dimmed" ff="monospace">
        {t('usedLink.code', { code: toAppError(error).code })}
      </Text>
    </EntryFrame>
  );
}
