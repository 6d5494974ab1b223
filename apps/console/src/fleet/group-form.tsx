import { type DeviceGroup, type FleetDevice, http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { MarksForm } from './marks-form.tsx';
import { useFleetChange } from './use-fleet.ts';

export interface GroupFormProps {
  readonly deviceIds: readonly string[];
  /** Those of them that are on the page. */
  readonly known: readonly FleetDevice[];
  readonly groups: readonly DeviceGroup[];
  readonly onDone: () => void;
}

/** A computer is in one group at most; a new one is made here, and one that nobody needs is taken away. */
export function GroupForm({ deviceIds, known, groups, onDone }: GroupFormProps) {
  const { t } = useTexts();
  const { api } = useServices();
  const notices = useNotices();
  const [groupId, setGroupId] = useState(known[0]?.groupId ?? '');
  const [name, setName] = useState('');
  const fresh = name.trim();
  const chosen = groups.find(({ id }) => id === groupId);
  const remove = useFleetChange((call, id: string) => call.callRoute(http.groupRemove, { params: { id }, body: {} }));
  const marks = async () => {
    // One that is there by this name already, also where a first try made it and failed after that.
    const known = groups.find((each) => each.name === fresh);
    if (fresh === '' || known !== undefined) return { groupId: known?.id ?? chosen?.id ?? null };
    return { groupId: (await api.callRoute(http.groupCreate, { body: { name: fresh } })).id };
  };
  return (
    <MarksForm
      deviceIds={deviceIds}
      onDone={onDone}
      marks={marks}
      canSave
      more={
        chosen === undefined ? null : (
          <Button
            variant="subtle"
            color="stop"
            loading={remove.isPending}
            onClick={() => remove.mutate(chosen.id, { onSuccess: () => setGroupId(''), onError: notices.failed })}
          >
            {t('fleet.removeGroup', { name: chosen.name })}
          </Button>
        )
      }
    >
      <NativeSelect
        label={t('fleet.group')}
        value={chosen?.id ?? ''}
        onChange={(event) => setGroupId(event.currentTarget.value)}
        data={[{ value: '', label: t('fleet.noGroup') }, ...groups.map((each) => ({ value: each.id, label: each.name }))]}
      />
      <TextInput
        label={t('fleet.newGroup')}
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </MarksForm>
  );
}
