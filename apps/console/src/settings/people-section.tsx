import { http } from '@alongside/protocol';
import { EmptyState, useFormats, useTexts } from '@alongside/ui';
import { Badge, Button, Group, Skeleton, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { OneTimeLink } from './one-time-link.tsx';

/** Accounts, and inviting a technician by a link that is handed on. */
export function PeopleSection() {
  const { t } = useTexts();
  const { api } = useServices();
  const formats = useFormats();
  const { user } = useDesk();
  const notices = useNotices();
  const people = useQuery({ queryKey: ['users'], queryFn: () => api.callRoute(http.users) });
  const active = useMutation({
    mutationFn: (person: { readonly id: string; readonly active: boolean }) =>
      api.callRoute(http.userActive, { params: { id: person.id }, body: { active: !person.active } }),
    onSuccess: () => people.refetch(),
    onError: notices.failed,
  });
  return (
    <Stack gap="lg" maw={760}>
      <InviteForm />
      <div>
        <Title order={2} size="h3" mb="xs">
          {t('people.list')}
        </Title>
        {people.error !== null ? <Failure error={people.error} onRetry={() => void people.refetch()} /> : null}
        {people.isPending ? <Skeleton height={120} /> : null}
        {people.data?.length === 0 ? <EmptyState order={3} title={t('people.none')} /> : null}
        {people.data === undefined || people.data.length === 0 ? null : (
          <Table fz="sm" verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('people.name')}</Table.Th>
                <Table.Th>{t('account.email')}</Table.Th>
                <Table.Th>{t('people.role')}</Table.Th>
                <Table.Th>{t('people.since')}</Table.Th>
                <Table.Td />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {people.data.map((person) => (
                <Table.Tr key={person.id}>
                  <Table.Td>
                    <Group gap="xs">
                      {person.name}
                      {person.active ? null : (
                        <Badge variant="outline" color="offline" c="var(--alongside-offline)" tt="none">
                          {t('people.off')}
                        </Badge>
                      )}
                    </Group>
                  </Table.Td>
                  <Table.Td>{person.email}</Table.Td>
                  <Table.Td>{t(`role.${person.role}`)}</Table.Td>
                  <Table.Td>{formats.day(person.createdAt, Date.now())}</Table.Td>
                  <Table.Td ta="right">
                    {person.id === user.id ? null : (
                      <Button
                        size="compact-sm"
                        variant="default"
                        loading={active.isPending && active.variables.id === person.id}
                        aria-label={t(person.active ? 'people.switchOffOf' : 'people.switchOnOf', { name: person.name })}
                        onClick={() => active.mutate(person)}
                      >
                        {t(person.active ? 'people.switchOff' : 'people.switchOn')}
                      </Button>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </div>
    </Stack>
  );
}

function InviteForm() {
  const { t } = useTexts();
  const { api } = useServices();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const invite = useMutation({
    mutationFn: () => api.callRoute(http.invitationCreate, { body: { name: name.trim(), email: email.trim() } }),
    onSuccess: () => {
      setName('');
      setEmail('');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  return (
    <Stack gap="sm">
      <Title order={2} size="h3">
        {t('people.invite')}
      </Title>
      <Text c="dimmed">{t('people.inviteHow')}</Text>
      <form onSubmit={submit}>
        <Group align="end" gap="sm">
          <TextInput
            label={t('people.name')}
            required
            maxLength={80}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t('account.email')}
            type="email"
            required
            maxLength={200}
            autoComplete="off"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Button type="submit" loading={invite.isPending}>
            {t('people.makeLink')}
          </Button>
        </Group>
      </form>
      {invite.error === null ? null : <Failure error={invite.error} safe={t('people.safe')} />}
      {invite.data === undefined ? null : <OneTimeLink label={t('people.link')} {...invite.data} />}
    </Stack>
  );
}
