import type { CallNote } from '@alongside/desk';
import { http, LANGUAGES, type Language } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor, Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useCalls } from './call-context.tsx';

type Noted = Exclude<CallNote, { state: 'none' }>;

/** One has hung up: onto which ticket it goes, and whether anybody was reached. */
export function CallEnd({ note }: { readonly note: Noted }) {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const calls = useCalls();
  const { callId, direction, startedAt, endedAt, with: whom } = note;
  const [name, setName] = useState(whom.name);
  const [phone, setPhone] = useState(whom.phone);
  const [text, setText] = useState('');
  const [language, setLanguage] = useState<Language | ''>('');
  const save = useMutation({
    mutationFn: (reached: boolean) => {
      const durationMs = Math.max(0, (endedAt ?? startedAt) - startedAt);
      const call = { callId, direction, reached, phone: phone.trim(), startedAt, durationMs, note: note.note.trim() };
      return api.callRoute(http.callEnd, {
        body: {
          call,
          to:
            whom.ticket === null
              ? {
                  kind: 'new',
                  deviceId: whom.device?.id ?? null,
                  name: name.trim(),
                  text: text.trim(),
                  email: null,
                  language: language === '' ? null : language,
                }
              : { kind: 'ticket', ticketId: whom.ticket.id },
        },
      });
    },
    onSuccess: ({ ticketId }) => {
      calls.done();
      void queries.invalidateQueries({ queryKey: ['call-backs'] });
      void queries.invalidateQueries({ queryKey: ['ticket', ticketId] });
      if (whom.ticket === null) void navigate({ to: '/tickets/$ticketId', params: { ticketId } });
    },
  });
  const isNew = whom.ticket === null;
  const isReady = !isNew || (name.trim() !== '' && text.trim() !== '');
  return (
    <Stack gap="xs">
      {isNew ? (
        <>
          <TextInput
            size="sm"
            label={t('calls.about')}
            description={t('calls.aboutHow')}
            maxLength={120}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group grow align="end">
            <TextInput
              size="sm"
              label={t('calls.name')}
              maxLength={80}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <TextInput
              size="sm"
              type="tel"
              label={t('calls.phone')}
              maxLength={40}
              value={phone}
              onChange={(event) => setPhone(event.currentTarget.value)}
            />
            <NativeSelect
              size="sm"
              label={t('calls.language')}
              value={language}
              onChange={(event) => setLanguage(LANGUAGES.find((each) => each === event.currentTarget.value) ?? '')}
              data={[
                { value: '', label: t('calls.noLanguage') },
                ...LANGUAGES.map((each) => ({ value: each, label: t(`case.language.${each}`) })),
              ]}
            />
          </Group>
        </>
      ) : null}
      {save.error === null ? null : <Failure error={save.error} safe={t('calls.safe')} />}
      <Group gap="sm">
        <Button size="sm" loading={save.isPending} disabled={!isReady} onClick={() => save.mutate(true)}>
          {t(isNew ? 'calls.openTicket' : direction === 'out' ? 'calls.reached' : 'calls.keep')}
        </Button>
        {direction === 'out' && !isNew ? (
          <Button size="sm" variant="default" loading={save.isPending} onClick={() => save.mutate(false)}>
            {t('calls.notReached')}
          </Button>
        ) : null}
        <Anchor component="button" type="button" size="sm" onClick={() => calls.done()}>
          {t('calls.drop')}
        </Anchor>
      </Group>
      <Text size="sm" c="dimmed">
        {t('calls.deskOnly')}
      </Text>
    </Stack>
  );
}
