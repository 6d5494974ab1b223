import type { FleetDevice } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { MarksForm } from './marks-form.tsx';

export interface OwnerFormProps {
  readonly deviceIds: readonly string[];
  /** Those of them that are on the page. */
  readonly known: readonly FleetDevice[];
  readonly onDone: () => void;
}

/** Whose the computers are; an empty name is nobody's. */
export function OwnerForm({ deviceIds, known, onDone }: OwnerFormProps) {
  const { t } = useTexts();
  const isOne = known.length === deviceIds.length && new Set(known.map((device) => device.owner)).size === 1;
  const [owner, setOwner] = useState(isOne ? (known[0]?.owner ?? '') : '');
  const name = owner.trim();
  return (
    <MarksForm deviceIds={deviceIds} onDone={onDone} marks={() => ({ owner: name === '' ? null : name })} canSave>
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
