import { StatusLight, useFormats, useTexts } from '@alongside/ui';
import { Table, Text } from '@mantine/core';
import type { SigningAdmin } from './trust-view.ts';

const LIGHT = { 'in-force': 'pass', soon: 'warn', over: 'unknown', revoked: 'fail' } as const;

export interface SigningAdminsProps {
  readonly admins: readonly SigningAdmin[];
  readonly ownKey: string;
}

/** For whom the organisation's key vouches as an admin: a name that nobody knows here is for its keeper to revoke. */
export function SigningAdmins({ admins, ownKey }: SigningAdminsProps) {
  const { t } = useTexts();
  const formats = useFormats();
  return (
    <Table fz="sm" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('trust.admins.title')}</Table.Th>
          <Table.Th>{t('trust.admins.until')}</Table.Th>
          <Table.Th>{t('trust.admins.key')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {admins.map(({ name, key, until, standing }) => (
          <Table.Tr key={key}>
            <Table.Td>{key === ownKey ? t('trust.admins.thisOne', { name }) : name}</Table.Td>
            <Table.Td>
              <StatusLight of={LIGHT[standing]}>
                {t(`trust.admins.is.${standing}`, { until: formats.day(until, Date.now()) })}
              </StatusLight>
            </Table.Td>
            <Table.Td>
              <Text ff="monospace" size="xs">
                {key}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
