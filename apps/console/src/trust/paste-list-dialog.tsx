import { useTexts } from '@alongside/ui';
import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { readPastedList } from './pasted-list.ts';
import classes from './trust.module.css';
import type { TrustView } from './trust-view.ts';
import { useTrustActions } from './use-trust.ts';

/** Publishes a list that the keeper of the organisation's key signed, such as one that revokes an admin. */
export function PasteListDialog({ view, onClose }: { readonly view: TrustView; readonly onClose: () => void }) {
  const { t } = useTexts();
  const { crypto, clock } = useServices();
  const { publish } = useTrustActions();
  const [text, setText] = useState('');
  const pasted = useQuery({
    queryKey: ['pasted-list', text],
    enabled: text.trim() !== '',
    queryFn: () => readPastedList(text, { organisation: view.organisation, kept: view.list, crypto, now: clock.now() }),
  });
  const read = text.trim() === '' ? undefined : pasted.data;
  const { list, forgotten } = read !== undefined && 'list' in read ? read : { list: undefined, forgotten: [] };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('trust.list.pasteTitle')}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      size="lg"
    >
      <Stack gap="md">
        <Textarea
          data-autofocus
          label={t('trust.list.pasteLabel')}
          description={t('trust.list.pasteHow')}
          rows={5}
          maxLength={40_000}
          spellCheck={false}
          classNames={{ input: classes.mono ?? '' }}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={read !== undefined && 'problem' in read ? t(`trust.list.problem.${read.problem}`) : undefined}
        />
        {list === undefined ? null : (
          <Text>
            {t('trust.list.pasted', {
              number: list.content.number,
              keys: t('trust.list.keys', { count: list.content.keys.length }),
              by: list.admin.name,
            })}
          </Text>
        )}
        {forgotten.length === 0 ? null : (
          <Text c="var(--mantine-color-error)" role="alert">
            {t('trust.list.forgotten', { count: forgotten.length })}
          </Text>
        )}
        {publish.error === null ? null : <Failure error={publish.error} />}
        <Group>
          <Button
            disabled={list === undefined}
            loading={publish.isPending}
            onClick={() => list && publish.mutate(list.signed, { onSuccess: onClose })}
          >
            {t('trust.list.pasteGo')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
