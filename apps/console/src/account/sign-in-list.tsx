import { http } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Table, Text, Title } from '@mantine/core';
import type { z } from 'zod';
import { useServices } from '../shared/services.ts';
import { browserName } from './browser-name.ts';
import { useAccountChange } from './use-account-change.ts';

type Account = z.infer<typeof http.account.result>;
const provenBy = ({ factor }: Account['signIns'][number]) => factor ?? 'password';

export function SignIns({ signIns }: Pick<Account, 'signIns'>) {
  const { t } = useTexts();
  const { api } = useServices();
  const formats = useFormats();
  const end = useAccountChange((id: string) => api.callRoute(http.signInRevoke, { params: { id }, body: {} }));
  const endOthers = useAccountChange(() => api.callRoute(http.signInsRevoke, { body: {} }));
  return (
    <section aria-labelledby="security-sign-ins">
      <Title order={2} size="h3" id="security-sign-ins" mb={4}>
        {t('security.signIns')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('security.signInsWhy')}
      </Text>
      <Table fz="sm" verticalSpacing={6} mb="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('security.browser')}</Table.Th>
            <Table.Th>{t('security.address')}</Table.Th>
            <Table.Th>{t('security.since')}</Table.Th>
            <Table.Th>{t('security.provenBy')}</Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {signIns.map((each) => (
            <Table.Tr key={each.id}>
              <Table.Td>{browserName(each.browser) ?? t('security.unknownBrowser')}</Table.Td>
              <Table.Td>{each.address}</Table.Td>
              <Table.Td>{formats.dayAndTime(each.createdAt)}</Table.Td>
              <Table.Td>{t(`security.by.${provenBy(each)}`)}</Table.Td>
              <Table.Td ta="right">
                {each.current ? (
                  <Text size="sm" c="dimmed">
                    {t('security.thisOne')}
                  </Text>
                ) : (
                  <Button
                    size="compact-sm"
                    variant="default"
                    loading={end.isPending && end.variables === each.id}
                    onClick={() => end.mutate(each.id)}
                  >
                    {t('security.end')}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {signIns.length < 2 ? null : (
        <Group>
          <Button variant="default" size="compact-md" loading={endOthers.isPending} onClick={() => endOthers.mutate(undefined)}>
            {t('security.endOthers')}
          </Button>
        </Group>
      )}
    </section>
  );
}
