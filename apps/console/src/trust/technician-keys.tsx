import type { BrowserKey } from '@alongside/protocol';
import { EmptyState, useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { AddKeyDialog } from '../keys/add-key-dialog.tsx';
import { useBrowserKeys } from '../keys/use-browser-keys.ts';
import { Failure } from '../shared/failure.tsx';
import { CertifyDialog } from './certify-dialog.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { TechnicianKeyRow } from './technician-key-row.tsx';
import type { TrustView } from './trust-view.ts';
import { useTrustActions } from './use-trust.ts';

/** Everybody's browsers: who may help from where, and for whom the organisation's key vouches. */
export function TechnicianKeys({ view }: { readonly view: TrustView | undefined }) {
  const { t } = useTexts();
  const { client } = useDesk();
  const { data, error, isPending, refetch } = useBrowserKeys();
  const { certify } = useTrustActions();
  const [adding, setAdding] = useState<BrowserKey>();
  const [certifying, setCertifying] = useState<BrowserKey>();
  const [revoking, setRevoking] = useState<BrowserKey>();
  const [withRemoved, setWithRemoved] = useState(false);
  const keys = data?.filter((key) => withRemoved || key.removedAt === null) ?? [];
  const maySign = view !== undefined && view.standing !== 'over' && view.standing !== 'revoked';
  const ending = maySign ? keys.filter((key) => isEnding(key, view)) : [];
  const renew = (list: readonly BrowserKey[]) =>
    certify.mutate(
      list.map(({ publicKey, user: { name } }) => {
        const groups = view?.certified.get(publicKey)?.groups ?? [];
        return { publicKey, name, groups };
      }),
    );
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={2} size="h3">
          {t('trust.keys.title')}
        </Title>
        {ending.length === 0 ? null : (
          <Button size="compact-sm" loading={certify.isPending} onClick={() => renew(ending)}>
            {t('trust.keys.renewAll', { count: ending.length })}
          </Button>
        )}
      </Group>
      <Text size="sm" c="dimmed">
        {t('trust.keys.why')}
      </Text>
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {certify.error === null ? null : <Failure error={certify.error} />}
      {isPending ? <Skeleton height={120} /> : null}
      {data !== undefined && keys.length === 0 ? (
        <EmptyState order={3} title={t('trust.keys.none')}>
          {t('trust.keys.noneMore')}
        </EmptyState>
      ) : null}
      {keys.length === 0 ? null : (
        <Table fz="sm" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('people.name')}</Table.Th>
              <Table.Th>{t('browserKeys.browser')}</Table.Th>
              <Table.Th>{t('browserKeys.lastUsed')}</Table.Th>
              <Table.Th>{t('browserKeys.state')}</Table.Th>
              {view === undefined ? null : <Table.Th>{t('trust.keys.certified')}</Table.Th>}
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {keys.map((key) => (
              <TechnicianKeyRow
                key={key.id}
                browserKey={key}
                view={view}
                isThisOne={key.id === client.registered?.keyId}
                actions={{
                  add: () => setAdding(key),
                  ...(maySign
                    ? { certify: () => setCertifying(key), revoke: () => setRevoking(key), renew: () => renew([key]) }
                    : {}),
                }}
              />
            ))}
          </Table.Tbody>
        </Table>
      )}
      {data?.some(({ removedAt }) => removedAt !== null) ? (
        <Checkbox
          label={t('trust.keys.withRemoved')}
          checked={withRemoved}
          onChange={(event) => setWithRemoved(event.currentTarget.checked)}
        />
      ) : null}
      <AddKeyDialog browserKey={adding} onClose={() => setAdding(undefined)} />
      <CertifyDialog browserKey={certifying} view={view} onClose={() => setCertifying(undefined)} />
      <RevokeDialog browserKey={revoking} onClose={() => setRevoking(undefined)} />
    </Stack>
  );
}

/** Worth a press now: vouched for before, still in use, ending within two weeks, under the name that it has today. */
function isEnding(key: BrowserKey, view: TrustView): boolean {
  const certified = view.certified.get(key.publicKey);
  return (
    certified !== undefined &&
    certified.term !== 'in-force' &&
    certified.name === key.user.name &&
    key.removedAt === null &&
    view.revocations?.keys.includes(key.publicKey) !== true
  );
}
