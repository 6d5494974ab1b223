import type { TicketCase } from '@alongside/desk';
import { useTexts } from '@alongside/ui';
import { NativeSelect, Stack, TextInput } from '@mantine/core';
import { useDesk, useMay } from '../desk/desk-context.ts';
import { EditButtons } from './edit-buttons.tsx';
import { MeanwhileNotice } from './meanwhile-notice.tsx';
import { useCaseEdit } from './use-case-edit.ts';
import { useSupportGroups } from './use-tickets.ts';

/** Who answers for it, and in which group. */
export function OwnerForm({ ticketId, ticket }: { readonly ticketId: string; readonly ticket: TicketCase }) {
  const { t } = useTexts();
  const { user } = useDesk();
  const may = useMay();
  const { groups, people } = useSupportGroups().data ?? { groups: [], people: [] };
  const { owner, group, version } = ticket;
  const current = { ownerId: owner?.id ?? '', groupId: group?.id ?? '', note: '' };
  const edit = useCaseEdit(ticketId, current, version);
  const { ownerId, groupId, note } = edit.value;
  const isOthers = owner !== null && owner.id !== user.id && !may('tickets.manage');
  // Whoever has it is named, also where they are not to be given anything any more.
  const owners = owner === null || people.some(({ id }) => id === owner.id) ? people : [owner, ...people];
  const named = (each: { id: string; name: string }) => ({ value: each.id, label: each.name });
  const save = (anew = false) =>
    edit.save([{ type: 'assigned', ownerId: ownerId || null, groupId: groupId || null, note: note.trim() }], { anew });
  return (
    <Stack gap="xs">
      <NativeSelect
        size="sm"
        label={t('case.owner')}
        description={isOthers ? t('case.othersOwn', { name: owner.name }) : undefined}
        disabled={isOthers}
        value={ownerId}
        onChange={(event) => edit.set({ ...edit.value, ownerId: event.currentTarget.value })}
        data={[{ value: '', label: t('tickets.nobody') }, ...owners.map(named)]}
      />
      <NativeSelect
        size="sm"
        label={t('case.group')}
        disabled={isOthers}
        value={groupId}
        onChange={(event) => edit.set({ ...edit.value, groupId: event.currentTarget.value })}
        data={[{ value: '', label: t('case.noGroup') }, ...groups.map(named)]}
      />
      {edit.isChanged ? (
        <>
          <TextInput
            size="sm"
            label={t('case.note')}
            maxLength={500}
            value={note}
            onChange={(event) => edit.set({ ...edit.value, note: event.currentTarget.value })}
          />
          <EditButtons pending={edit.isPending} onSave={() => save()} onDrop={edit.drop} />
        </>
      ) : null}
      <MeanwhileNotice
        meanwhile={edit.meanwhile}
        now={[owner?.name ?? t('tickets.nobody'), group?.name].filter((part) => part !== undefined).join(', ')}
        onAnew={() => save(true)}
        onDrop={edit.drop}
      />
    </Stack>
  );
}
