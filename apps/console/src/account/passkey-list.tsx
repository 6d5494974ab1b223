import { http } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Table, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { z } from 'zod';
import { useServices } from '../shared/services.ts';
import { makePasskey, passkeysWork } from './passkeys.ts';
import { useAccountChange } from './use-account-change.ts';

type Account = z.infer<typeof http.account.result>;

export function Passkeys({ passkeys }: Pick<Account, 'passkeys'>) {
  const { t } = useTexts();
  const { api } = useServices();
  const formats = useFormats();
  const [name, setName] = useState('');
  const add = useAccountChange(
    async () => {
      const { options } = await api.callRoute(http.passkeyAddOptions, { body: {} });
      return api.callRoute(http.passkeyAdd, { body: { name: name.trim(), response: await makePasskey(options) } });
    },
    () => setName(''),
  );
  const remove = useAccountChange((id: string) => api.callRoute(http.passkeyRemove, { params: { id }, body: {} }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(undefined);
  };
  return (
    <section aria-labelledby="security-passkeys">
      <Title order={2} size="h3" id="security-passkeys" mb={4}>
        {t('security.passkeys')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('security.passkeysWhy')}
      </Text>
      {passkeys.length === 0 ? null : (
        <Table fz="sm" verticalSpacing={6} mb="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('security.passkeyName')}</Table.Th>
              <Table.Th>{t('security.since')}</Table.Th>
              <Table.Th>{t('security.lastUsed')}</Table.Th>
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {passkeys.map((passkey) => (
              <Table.Tr key={passkey.id}>
                <Table.Td>{passkey.name}</Table.Td>
                <Table.Td>{formats.day(passkey.createdAt, Date.now())}</Table.Td>
                <Table.Td>{passkey.lastUsedAt === null ? t('security.never') : formats.dayAndTime(passkey.lastUsedAt)}</Table.Td>
                <Table.Td ta="right">
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={remove.isPending && remove.variables === passkey.id}
                    aria-label={t('security.removeOf', { name: passkey.name })}
                    onClick={() => remove.mutate(passkey.id)}
                  >
                    {t('security.remove')}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {passkeysWork() ? (
        <form onSubmit={submit}>
          <Group align="end" gap="sm">
            <TextInput
              label={t('security.newPasskey')}
              description={t('security.newPasskeyWhy')}
              required
              maxLength={80}
              w={260}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" loading={add.isPending} disabled={name.trim() === ''}>
              {t('security.addPasskey')}
            </Button>
          </Group>
        </form>
      ) : (
        <Text c="dimmed">{t('security.noPasskeys')}</Text>
      )}
    </section>
  );
}
