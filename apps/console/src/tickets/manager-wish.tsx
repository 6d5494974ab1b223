import { type TicketCase, wantsManager } from '@alongside/desk';
import { useTexts } from '@alongside/ui';
import { Button, Group, Text } from '@mantine/core';
import { useMay } from '../desk/desk-context.ts';
import { useCaseEdit } from './use-case-edit.ts';

/** Its user asks for whoever leads the desk, until one of those takes it up. */
export function ManagerWish({ ticketId, ticket }: { readonly ticketId: string; readonly ticket: TicketCase }) {
  const { t } = useTexts();
  const may = useMay();
  const edit = useCaseEdit(ticketId, null, ticket.version);
  if (!wantsManager(ticket)) return null;
  return (
    <Group gap="xs">
      <Text size="sm" fw={620}>
        {t('case.wantsManager')}
      </Text>
      {may('tickets.manage') ? (
        <Button size="compact-sm" loading={edit.isPending} onClick={() => edit.save([{ type: 'manager-heard' }])}>
          {t('case.takeUp')}
        </Button>
      ) : null}
    </Group>
  );
}
