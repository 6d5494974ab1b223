import { type ApiKey, http } from '@alongside/protocol';
import { StatusLight, useFormats, useTexts } from '@alongside/ui';
import { Table, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { RemoveButton } from '../shared/remove-button.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useNow } from '../shared/use-observable.ts';

export interface ApiKeyListProps {
  readonly keys: readonly ApiKey[];
  readonly onRevoked: () => void;
}

export function isGood({ revokedAt, expiresAt }: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, now: number): boolean {
  return revokedAt === null && expiresAt > now;
}

/** Keys that were made, with what each may and when it was used last. */
export function ApiKeyList({ keys, onRevoked }: ApiKeyListProps) {
  const { t } = useTexts();
  return (
    <Table fz="sm" verticalSpacing={6} aria-label={t('programs.list')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('programs.name')}</Table.Th>
          <Table.Th>{t('programs.scopes')}</Table.Th>
          <Table.Th>{t('programs.used')}</Table.Th>
          <Table.Th>{t('programs.state')}</Table.Th>
          <Table.Td />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keys.map((key) => (
          <Row key={key.id} apiKey={key} onRevoked={onRevoked} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ apiKey, onRevoked }: { readonly apiKey: ApiKey; readonly onRevoked: () => void }) {
  const { t } = useTexts();
  const { api } = useServices();
  const formats = useFormats();
  const notices = useNotices();
  const now = useNow(60_000);
  const { id, name, by, scopes, createdAt, expiresAt, lastUsedAt, revokedAt } = apiKey;
  const revoke = useMutation({
    mutationFn: () => api.callRoute(http.apiKeyRevoke, { params: { id }, body: {} }),
    onSuccess: onRevoked,
    onError: notices.failed,
  });
  const good = isGood(apiKey, now);
  return (
    <Table.Tr>
      <Table.Td>
        {name}
        <Text size="xs" c="dimmed">
          {t('programs.madeBy', { name: by.name, when: formats.dayAndTime(createdAt) })}
        </Text>
      </Table.Td>
      <Table.Td>{scopes.map((scope) => t(`programs.scope.${scope}`)).join(' · ')}</Table.Td>
      <Table.Td>{lastUsedAt === null ? t('programs.never') : formats.dayAndTime(lastUsedAt)}</Table.Td>
      <Table.Td>
        <StatusLight of={good ? 'idle' : 'offline'} filled={good}>
          {revokedAt !== null
            ? t('programs.revoked', { when: formats.dayAndTime(revokedAt) })
            : t(good ? 'programs.until' : 'programs.ranOut', { when: formats.dayAndTime(expiresAt) })}
        </StatusLight>
      </Table.Td>
      <Table.Td ta="right">
        {good ? (
          <RemoveButton
            label={t('programs.revokeOf', { name })}
            why={t('programs.revokeWhy')}
            pending={revoke.isPending}
            onRemove={() => revoke.mutate()}
          />
        ) : null}
      </Table.Td>
    </Table.Tr>
  );
}
