import { useTexts } from '@alongside/ui';
import { Button, Group, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { KeyWords } from '../keys/key-words.tsx';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { CompareOrganisation } from './compare-organisation.tsx';
import { CopyField } from './copy-field.tsx';
import { readPasted } from './pasted-certificate.ts';
import classes from './trust.module.css';
import { adminKey, useAdminRequest, useTrust } from './use-trust.ts';

/** Two steps of a list: the request of this browser's admin key, and the certificate that comes back for it. */
export function AdminCertificateForm({ onDone }: { readonly onDone?: () => void }) {
  const { t } = useTexts();
  const services = useServices();
  const { crypto, clock } = services;
  const { user } = useDesk();
  const { remembered } = useTrust();
  const request = useAdminRequest(user.name);
  const [text, setText] = useState('');
  const pasted = useQuery({
    queryKey: ['pasted', text],
    enabled: text.trim() !== '',
    queryFn: async () => {
      const { publicKey: ownKey } = await adminKey(services, user.id);
      return readPasted(text, { ownKey, known: remembered?.organisation, crypto, now: clock.now() });
    },
  });
  const read = text.trim() === '' ? undefined : pasted.data;
  return (
    <>
      <li>
        <Text>{t('trust.steps.request')}</Text>
        {request.error === null ? null : <Failure error={request.error} />}
        {request.data === undefined ? (
          <Group mt="xs">
            <Button variant="default" loading={request.isPending} onClick={() => request.mutate()}>
              {t('trust.steps.requestGo')}
            </Button>
          </Group>
        ) : (
          <>
            <CopyField label={t('trust.steps.requestLabel')} text={request.data.request} />
            <Text size="sm" mt="sm" mb={4}>
              {t('trust.steps.requestWords')}
            </Text>
            <KeyWords publicKey={request.data.key} />
          </>
        )}
        <code className={classes.command}>{t('trust.steps.requestCommand')}</code>
      </li>
      <li>
        <Text>{t('trust.steps.paste')}</Text>
        <Textarea
          mt="xs"
          aria-label={t('trust.steps.paste')}
          rows={4}
          maxLength={8000}
          spellCheck={false}
          classNames={{ input: classes.mono ?? '' }}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={read !== undefined && 'problem' in read ? t(`trust.problem.${read.problem}`) : undefined}
        />
        {read !== undefined && !('problem' in read) ? (
          <CompareOrganisation
            pasted={read}
            isKnown={remembered?.organisation === read.organisation}
            onDone={() => {
              setText('');
              onDone?.();
            }}
            onRefuse={() => setText('')}
          />
        ) : null}
      </li>
    </>
  );
}
