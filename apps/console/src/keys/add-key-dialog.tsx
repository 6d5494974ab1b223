import type { BrowserKey } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDesk } from '../desk/desk-context.ts';
import { KeyWords } from './key-words.tsx';
import { useKeyDecision } from './use-browser-keys.ts';

export interface AddKeyDialogProps {
  /** The one in question; undefined while there is none. */
  readonly browserKey: BrowserKey | undefined;
  readonly onClose: () => void;
}

/** A new browser is added once its words were compared: whoever knows a password could be waiting here, too. */
export function AddKeyDialog({ browserKey, onClose }: AddKeyDialogProps) {
  const { t } = useTexts();
  const { user } = useDesk();
  const decide = useKeyDecision();
  if (browserKey === undefined) return null;
  const isOwn = browserKey.user.id === user.id;
  const choose = (decision: 'approve' | 'remove') => decide.mutate({ key: browserKey, decision }, { onSuccess: onClose });
  const pending = decide.isPending ? decide.variables.decision : undefined;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(isOwn ? 'browserKeys.addTitle' : 'browserKeys.addTitleOf', {
        label: browserKey.label,
        name: browserKey.user.name,
      })}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      size="lg"
    >
      <Stack gap="md">
        <Text>{t(isOwn ? 'browserKeys.compare' : 'browserKeys.compareOf', { name: browserKey.user.name })}</Text>
        <KeyWords publicKey={browserKey.publicKey} />
        <Group>
          <Button variant="default" loading={pending === 'remove'} onClick={() => choose('remove')}>
            {t('browserKeys.differ')}
          </Button>
          <Button loading={pending === 'approve'} onClick={() => choose('approve')}>
            {t('browserKeys.same')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
