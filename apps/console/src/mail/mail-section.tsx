import { http, type MailLine } from '@alongside/protocol';
import { EmptyState, useFormats, useTexts } from '@alongside/ui';
import { Alert, Button, Group, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useDesk } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { MailState } from './mail-state.tsx';
import { MAIL_POLL_MS } from './use-mails.ts';

const HEADS = ['what', 'to', 'at', 'state'] as const;

/** Whether mail is set up, trying it, and what became of the newest. */
export function MailSection() {
  const { t } = useTexts();
  const { api } = useServices();
  const read = useQuery({
    queryKey: ['mail'],
    queryFn: () => api.callRoute(http.mailRead),
    refetchInterval: ({ state }) => (state.data?.mails.some(({ state: now }) => now === 'waiting') ? MAIL_POLL_MS : false),
  });
  if (read.error !== null) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  if (read.data === undefined) return <Skeleton height={200} aria-busy="true" />;
  const { smtp, origin, mails } = read.data;
  return (
    <Stack gap="lg" maw={980}>
      {smtp === null ? (
        <Alert variant="outline" title={t('mail.none.title')}>
          {t('mail.none.how')}
        </Alert>
      ) : (
        <Stack gap="xs">
          <Text>{t('mail.set', smtp)}</Text>
          <Text c="dimmed">{t('mail.links', { origin })}</Text>
          {isLocal(origin) ? (
            <Alert variant="outline" color="viewed">
              {t('mail.localLinks')}
            </Alert>
          ) : null}
          <TryMail />
        </Stack>
      )}
      <div>
        <Title order={2} size="h3" mb="xs">
          {t('mail.newest')}
        </Title>
        {mails.length === 0 ? <EmptyState order={3} title={t('mail.nothing')} /> : <Mails mails={mails} />}
      </div>
    </Stack>
  );
}

function isLocal(origin: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(origin).hostname);
}

function TryMail() {
  const { t } = useTexts();
  const { api } = useServices();
  const { user } = useDesk();
  const notices = useNotices();
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: () => api.callRoute(http.mailTry, { body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['mail'] }),
    onError: notices.failed,
  });
  return (
    <Group>
      <Button variant="default" loading={send.isPending} onClick={() => send.mutate()}>
        {t('mail.try', { email: user.email })}
      </Button>
      <Text role="status" c="dimmed">
        {send.isSuccess ? t('mail.tried') : ''}
      </Text>
    </Group>
  );
}

function Mails({ mails }: { readonly mails: readonly MailLine[] }) {
  const { t } = useTexts();
  const formats = useFormats();
  return (
    <Table fz="sm" verticalSpacing={6} aria-label={t('mail.newest')}>
      <Table.Thead>
        <Table.Tr>
          {HEADS.map((head) => (
            <Table.Th key={head}>{t(`mail.head.${head}`)}</Table.Th>
          ))}
          <Table.Td />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {mails.map((mail) => (
          <Table.Tr key={mail.id}>
            <Table.Td>{mail.number === null ? t(`mail.kind.${mail.kind}`) : t('mail.ofTicket', ofTicket(mail, t))}</Table.Td>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>{mail.to}</Table.Td>
            <Table.Td>{formats.dayAndTime(mail.at)}</Table.Td>
            <Table.Td>
              <MailState mail={mail} />
            </Table.Td>
            <Table.Td ta="right">{mail.state === 'failed' ? <Again mail={mail} /> : null}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function ofTicket({ kind, number }: MailLine, t: ReturnType<typeof useTexts>['t']) {
  return { kind: t(`mail.kind.${kind}`), number };
}

function Again({ mail }: { readonly mail: MailLine }) {
  const { t } = useTexts();
  const { api } = useServices();
  const notices = useNotices();
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: () => api.callRoute(http.mailAgain, { params: { id: mail.id }, body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['mail'] }),
    onError: notices.failed,
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={again.isPending}
      aria-label={t('mail.againTo', { to: mail.to })}
      onClick={() => again.mutate()}
    >
      {t('mail.again')}
    </Button>
  );
}
