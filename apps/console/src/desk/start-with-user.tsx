import { http, parseSupportCode } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Divider, Group, Modal, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconNumber123 } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { OneTimeLink } from '../settings/one-time-link.tsx';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useDesk, useMay } from './desk-context.ts';

/** For a user on the phone: the code that is read out, and a link to send. */
export function StartWithUser({ online }: { readonly online: boolean }) {
  const { t } = useTexts();
  const may = useMay();
  const [opened, setOpened] = useState(false);
  if (!may('codes.redeem') && !may('invitations.make')) return null;
  return (
    <>
      <Button
        variant="default"
        size="compact-md"
        mt="xs"
        fullWidth
        disabled={!online}
        leftSection={<IconNumber123 size={18} stroke={1.5} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        {t('start.open')}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('start.title')}
        closeButtonProps={{ 'aria-label': t('app.close') }}
        size="lg"
      >
        <Stack gap="md">
          {may('codes.redeem') ? <CodeForm onDone={() => setOpened(false)} /> : null}
          {may('invitations.make') ? (
            <>
              <Divider />
              <LinkForm />
            </>
          ) : null}
        </Stack>
      </Modal>
    </>
  );
}

function CodeForm({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTexts();
  const { sessions } = useDesk();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const code = parseSupportCode(text);
  const redeem = useMutation({
    mutationFn: (digits: string) => sessions.redeem(digits),
    onSuccess: async (ticketId) => {
      onDone();
      await navigate({ to: '/tickets/$ticketId', params: { ticketId } });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (code !== undefined) redeem.mutate(code);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Group align="end" gap="sm">
          <TextInput
            data-autofocus
            label={t('start.code')}
            description={t('start.codeWhy')}
            inputMode="numeric"
            autoComplete="off"
            maxLength={20}
            value={text}
            style={{ flex: 1 }}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', letterSpacing: '0.08em' } }}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" disabled={code === undefined} loading={redeem.isPending}>
            {t('start.join')}
          </Button>
        </Group>
        {redeem.error === null ? null : <Failure error={redeem.error} safe={t('start.safe')} />}
      </Stack>
    </form>
  );
}

function LinkForm() {
  const { t } = useTexts();
  const { api } = useServices();
  const make = useMutation({ mutationFn: () => api.callRoute(http.helpInvitationCreate, { body: {} }) });
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        {t('start.link')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('start.linkWhy')}
      </Text>
      <Group>
        <Button variant="default" loading={make.isPending} onClick={() => make.mutate()}>
          {t('start.makeLink')}
        </Button>
      </Group>
      {make.error === null ? null : <Failure error={make.error} />}
      {make.data === undefined ? null : <OneTimeLink label={t('start.linkLabel')} {...make.data} />}
    </Stack>
  );
}
