import type { BrowserKey } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDesk } from '../desk/desk-context.ts';
import { useKeyDecision } from '../keys/use-browser-keys.ts';
import { Failure } from '../shared/failure.tsx';
import { useTrustActions } from './use-trust.ts';

export interface RevokeDialogProps {
  readonly browserKey: BrowserKey | undefined;
  readonly onClose: () => void;
}

/** Puts a key on the list, and has the server end what goes on from there. */
export function RevokeDialog({ browserKey, onClose }: RevokeDialogProps) {
  const { t } = useTexts();
  const { client } = useDesk();
  const { revoke } = useTrustActions();
  const remove = useKeyDecision();
  if (browserKey === undefined) return null;
  const { publicKey, user, label } = browserKey;
  const isThisOne = browserKey.id === client.registered?.keyId;
  const go = () =>
    revoke.mutate([publicKey], {
      onSuccess: () => {
        if (isThisOne || browserKey.removedAt !== null) onClose();
        else remove.mutate({ key: browserKey, decision: 'remove' }, { onSuccess: onClose });
      },
    });
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('trust.revoke.title', { name: user.name, label })}
      closeButtonProps={{ 'aria-label': t('app.close') }}
    >
      <Stack gap="md">
        <Text>{t('trust.revoke.why', { name: user.name })}</Text>
        {revoke.error === null ? null : <Failure error={revoke.error} />}
        <Group>
          <Button variant="default" onClick={onClose}>
            {t('trust.revoke.keep')}
          </Button>
          <Button color="stop" loading={revoke.isPending || remove.isPending} onClick={go}>
            {t('trust.revoke.go')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
