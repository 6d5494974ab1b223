import type { FleetDevice } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { MarksForm } from './marks-form.tsx';

export interface OwnerFormProps {
  readonly devices: readonly FleetDevice[];
  readonly onDone: () => void;
}

/** Whose the computers are; an empty name is nobody's. */
export function OwnerForm({ devices, onDone }: OwnerFormProps) {
  const { t } = useTexts();
  const owners = new Set(devices.map((device) => device.owner));
  const [owner, setOwner] = useState(owners.size === 1 ? (devices[0]?.owner ?? '') : '');
  const name = owner.trim();
  return (
    <MarksForm devices={devices} onDone={onDone} marks={() => ({ owner: name === '' ? null : name })} canSave>
      <TextInput
        data-autofocus
        label={t('fleet.owner')}
        description={t('fleet.ownerWhy')}
        maxLength={80}
        value={owner}
        onChange={(event) => setOwner(event.currentTarget.value)}
      />
    </MarksForm>
  );
}
