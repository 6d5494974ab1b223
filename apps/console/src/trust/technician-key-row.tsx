import type { BrowserKey } from '@alongside/protocol';
import { StatusLight, useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Table, Text } from '@mantine/core';
import { KeyState } from '../keys/key-state.tsx';
import { RemoveKeyButton } from '../keys/remove-key-button.tsx';
import type { CertifiedKey, TrustView } from './trust-view.ts';

export interface TechnicianKeyRowProps {
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

/** One browser: whether it may help, whether the organisation's key vouches for it, and what can be done about both. */
export function TechnicianKeyRow({ browserKey, view, isThisOne, actions }: TechnicianKeyRowProps) {
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
          {certified === undefined || certified.name !== user.name || revoked ? null : (
            <GroupsOf groups={certified.groups} {...(isGone ? {} : { change: actions.certify })} />
          )}
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

interface GroupsOfProps {
  readonly groups: readonly string[];
  readonly change?: (() => void) | undefined;
}

function GroupsOf({ groups, change }: GroupsOfProps) {
  const { t } = useTexts();
  const formats = useFormats();
  return (
    <Group gap="xs">
      {groups.length === 0 ? null : <Text size="sm">{t('trust.keys.groups', { groups: formats.list([...groups]) })}</Text>}
      {change === undefined ? null : (
        <Button size="compact-xs" variant="subtle" onClick={change}>
          {t('trust.keys.change')}
        </Button>
      )}
    </Group>
  );
}

interface CertifiedProps {
  readonly certified: CertifiedKey | undefined;
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
