import { sameWords, wordsOfKey } from '@alongside/identity';
import type { BrowserKey } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { groupsIn, problemOfGroups } from './groups-draft.ts';
import { GroupsField } from './groups-field.tsx';
import type { TrustView } from './trust-view.ts';
import { useTrustActions } from './use-trust.ts';

export interface CertifyDialogProps {
  readonly browserKey: BrowserKey | undefined;
  readonly view: TrustView | undefined;
  readonly onClose: () => void;
}

/**
 * A certificate of a key, and the groups that it names. The server's word for whose it is counts for nothing, so the words
 * of a first one are typed as they are heard, not confirmed; but for this very browser, which knows its own key.
 */
export function CertifyDialog({ browserKey, view, onClose }: CertifyDialogProps) {
  if (browserKey === undefined) return null;
  return <Certify key={browserKey.id} browserKey={browserKey} view={view} onClose={onClose} />;
}

interface CertifyProps {
  readonly browserKey: BrowserKey;
  readonly view: TrustView | undefined;
  readonly onClose: () => void;
}

function Certify({ browserKey, view: atFirst, onClose }: CertifyProps) {
  // As it was when this opened: signing changes it, and there is none while the new one is read.
  const [view] = useState(atFirst);
  const { t } = useTexts();
  const { crypto } = useServices();
  const { client } = useDesk();
  const { certify } = useTrustActions();
  const [heard, setHeard] = useState('');
  const { publicKey, user, label } = browserKey;
  const isThisOne = client.registered?.key.publicKey === publicKey;
  // Somebody compared its words before, and vouched for the name that it still has.
  const certified = view?.certified.get(publicKey);
  const before = certified?.name === user.name ? certified : undefined;
  const [groups, setGroups] = useState<readonly string[]>(before?.groups ?? []);
  const known = view === undefined ? [] : groupsIn(view);
  const isGroups = problemOfGroups(groups, known) === undefined;
  const words = wordsOfKey(publicKey, crypto);
  const isKnown = isThisOne || before !== undefined;
  const fits = isKnown || sameWords(heard, words);
  const enough = heard.trim().split(/\s+/u).length >= words.length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fits && isGroups) certify.mutate([{ publicKey, name: user.name, groups }], { onSuccess: onClose });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(before ? 'trust.certify.titleGroups' : 'trust.certify.title', { name: user.name, label })}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      size="lg"
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text>
            {before === undefined
              ? t(isThisOne ? 'trust.certify.own' : 'trust.certify.call', { name: user.name })
              : t('trust.certify.again')}
          </Text>
          {isKnown ? null : (
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
          <GroupsField known={known} groups={groups} before={before} onChange={setGroups} />
          {certify.error === null ? null : <Failure error={certify.error} />}
          <Group>
            <Button type="submit" disabled={!fits || !isGroups} loading={certify.isPending}>
              {t('trust.certify.go', { name: user.name })}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
