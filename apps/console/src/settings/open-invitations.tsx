import { http } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Skeleton, Stack, Table, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Failure } from '../shared/failure.tsx';
import { RemoveButton } from '../shared/remove-button.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';

export const INVITATIONS = 'invitations';

/** Links that were handed on and that nobody has used yet; each can be taken back. */
export function OpenInvitations() {
  const { t } = useTexts();
  const { api, clock } = useServices();
  const formats = useFormats();
  const queries = useQueryClient();
  const notices = useNotices();
  const read = useQuery({ queryKey: [INVITATIONS], queryFn: () => api.callRoute(http.invitations) });
  const withdraw = useMutation({
    mutationFn: (id: string) => api.callRoute(http.invitationWithdraw, { params: { id }, body: {} }),
    onSuccess: () => notices.said(t('people.open.takenBack')),
    onError: notices.failed,
    // Also where it could not: it was used meanwhile, and the account is there.
    onSettled: () => Promise.all([INVITATIONS, 'users'].map((first) => queries.invalidateQueries({ queryKey: [first] }))),
  });
  if (read.error !== null) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  if (read.data === undefined) return <Skeleton height={60} />;
  if (read.data.length === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={2} size="h3">
        {t('people.open.title')}
      </Title>
      <Table.ScrollContainer minWidth={640} type="native">
        <Table fz="sm" verticalSpacing={6} aria-label={t('people.open.title')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('people.name')}</Table.Th>
              <Table.Th>{t('account.email')}</Table.Th>
              <Table.Th>{t('people.role')}</Table.Th>
              <Table.Th>{t('people.open.made')}</Table.Th>
              <Table.Th>{t('people.open.until')}</Table.Th>
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {read.data.map(({ id, name, email, role, createdAt, expiresAt }) => (
              <Table.Tr key={id}>
                <Table.Td>{name}</Table.Td>
                <Table.Td>{email}</Table.Td>
                <Table.Td>{t(`role.${role}`)}</Table.Td>
                <Table.Td>{formats.day(createdAt, clock.now())}</Table.Td>
                <Table.Td>{formats.dayAndTime(expiresAt)}</Table.Td>
                <Table.Td ta="right">
                  <RemoveButton
                    size="compact-sm"
                    words={{ ask: t('people.open.takeBack'), go: t('people.open.takeBack') }}
                    label={t('people.open.takeBackOf', { name })}
                    why={t('people.open.takeBackWhy', { name })}
                    pending={withdraw.isPending && withdraw.variables === id}
                    onRemove={() => withdraw.mutate(id)}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}
