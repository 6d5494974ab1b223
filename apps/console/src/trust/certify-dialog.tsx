import { sameWords, wordsOfKey } from '@alongside/identity';
import type { BrowserKey } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useTrustActions } from './use-trust.ts';

export interface CertifyDialogProps {
  readonly browserKey: BrowserKey | undefined;
  readonly onClose: () => void;
}

/**
 * The first certificate of a key. The server's word for whose it is counts for nothing, so the words are typed as they are
 * heard, not confirmed; but for this very browser, which knows its own key.
 */
export function CertifyDialog({ browserKey, onClose }: CertifyDialogProps) {
  if (browserKey === undefined) return null;
  return <Certify key={browserKey.id} browserKey={browserKey} onClose={onClose} />;
}

function Certify({ browserKey, onClose }: { readonly browserKey: BrowserKey; readonly onClose: () => void }) {
  const { t } = useTexts();
  const { crypto } = useServices();
  const { client } = useDesk();
  const { certify } = useTrustActions();
  const [heard, setHeard] = useState('');
  const { publicKey, user, label } = browserKey;
  const isThisOne = client.registered?.key.publicKey === publicKey;
  const words = wordsOfKey(publicKey, crypto);
  const fits = isThisOne || sameWords(heard, words);
  const enough = heard.trim().split(/\s+/u).length >= words.length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fits) certify.mutate([{ publicKey, name: user.name }], { onSuccess: onClose });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('trust.certify.title', { name: user.name, label })}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      size="lg"
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text>{t(isThisOne ? 'trust.certify.own' : 'trust.certify.call', { name: user.name })}</Text>
          {isThisOne ? null : (
            <Textarea
              data-autofocus
              label={t('trust.certify.words')}
              description={t('trust.certify.wordsHow')}
              autosize
              minRows={2}
              spellCheck={false}
              autoComplete="off"
              maxLength={200}
              value={heard}
              onChange={(event) => setHeard(event.currentTarget.value)}
              error={enough && !fits ? t('trust.certify.differ', { name: user.name }) : undefined}
            />
          )}
          {certify.error === null ? null : <Failure error={certify.error} />}
          <Group>
            <Button type="submit" disabled={!fits} loading={certify.isPending}>
              {t('trust.certify.go', { name: user.name })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
