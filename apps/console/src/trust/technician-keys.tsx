import type { BrowserKey } from '@alongside/protocol';
import { EmptyState, StatusLight, useFormats, useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { AddKeyDialog } from '../keys/add-key-dialog.tsx';
import { KeyState } from '../keys/key-state.tsx';
import { RemoveKeyButton } from '../keys/remove-key-button.tsx';
import { useBrowserKeys } from '../keys/use-browser-keys.ts';
import { Failure } from '../shared/failure.tsx';
import { CertifyDialog } from './certify-dialog.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
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
    certify.mutate(list.map(({ publicKey, user: { name } }) => ({ publicKey, name })));
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
              <KeyRow
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
      <CertifyDialog browserKey={certifying} onClose={() => setCertifying(undefined)} />
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

interface KeyRowProps {
  readonly browserKey: BrowserKey;
  readonly view: TrustView | undefined;
  readonly isThisOne: boolean;
  readonly actions: {
    readonly add: () => void;
    readonly certify?: () => void;
    readonly revoke?: () => void;
    readonly renew?: () => void;
  };
}

function KeyRow({ browserKey, view, isThisOne, actions }: KeyRowProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const { label, user, lastUsedAt, approved, removedAt, publicKey } = browserKey;
  const revoked = view?.revocations?.keys.includes(publicKey) === true;
  const certified = view?.certified.get(publicKey);
  const isGone = removedAt !== null;
  return (
    <Table.Tr>
      <Table.Td>{user.name}</Table.Td>
      <Table.Td>{isThisOne ? t('browserKeys.thisOne', { label }) : label}</Table.Td>
      <Table.Td>{lastUsedAt === null ? '–' : formats.dayAndTime(lastUsedAt)}</Table.Td>
      <Table.Td>
        <KeyState browserKey={browserKey} />
      </Table.Td>
      {view === undefined ? null : (
        <Table.Td>
          <Certified certified={certified} name={user.name} revoked={revoked} />
        </Table.Td>
      )}
      <Table.Td>
        <Group gap="xs" justify="end" wrap="nowrap">
          {approved === null && !isGone && !isThisOne ? (
            <Button size="compact-sm" onClick={actions.add}>
              {t('browserKeys.add')}
            </Button>
          ) : null}
          {approved !== null && !isGone && !revoked && actions.certify !== undefined ? (
            <Button
              size="compact-sm"
              variant={certified === undefined ? 'filled' : 'default'}
              onClick={certified?.name === user.name ? actions.renew : actions.certify}
            >
              {t(certified?.name === user.name ? 'trust.keys.renew' : 'trust.keys.certify')}
            </Button>
          ) : null}
          {certified !== undefined && !revoked && actions.revoke !== undefined ? (
            <Button size="compact-sm" variant="default" onClick={actions.revoke}>
              {t('trust.keys.revoke')}
            </Button>
          ) : isGone || isThisOne ? null : (
            <RemoveKeyButton browserKey={browserKey} />
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

interface CertifiedProps {
  readonly certified: TrustView['certified'] extends ReadonlyMap<string, infer Key> ? Key | undefined : never;
  readonly name: string;
  readonly revoked: boolean;
}

function Certified({ certified, name, revoked }: CertifiedProps) {
  const { t } = useTexts();
  const formats = useFormats();
  if (revoked) return <StatusLight of="fail">{t('trust.keys.is.revoked')}</StatusLight>;
  if (certified === undefined) return <StatusLight of="unknown">{t('trust.keys.is.not')}</StatusLight>;
  if (certified.name !== name)
    return <StatusLight of="warn">{t('trust.keys.is.other-name', { name: certified.name })}</StatusLight>;
  const until = formats.day(certified.until, Date.now());
  const light = { 'in-force': 'pass', soon: 'warn', over: 'fail' } as const;
  return <StatusLight of={light[certified.term]}>{t(`trust.keys.is.${certified.term}`, { until })}</StatusLight>;
}
