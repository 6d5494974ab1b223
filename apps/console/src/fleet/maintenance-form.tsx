import { useTexts } from '@alongside/ui';
import { Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { fromLocalField, toLocalField } from './local-time.ts';
import { MarksForm } from './marks-form.tsx';

const DAY_MS = 24 * 60 * 60_000;

export interface MaintenanceFormProps {
  readonly deviceIds: readonly string[];
  /** Some of them may be in one now. */
  readonly isIn: boolean;
  readonly at: number;
  readonly onDone: () => void;
}

/** Until when alerts of the computers are not told; a day is the usual one. */
export function MaintenanceForm({ deviceIds, isIn, at, onDone }: MaintenanceFormProps) {
  const { t } = useTexts();
  const [text, setText] = useState(() => toLocalField(at + DAY_MS));
  const [over, setOver] = useState(false);
  const until = fromLocalField(text, at);
  return (
    <MarksForm
      deviceIds={deviceIds}
      onDone={onDone}
      marks={() => ({ maintenanceUntil: over ? null : (until ?? null) })}
      canSave={over || until !== undefined}
    >
      <TextInput
        data-autofocus
        type="datetime-local"
        label={t('fleet.until')}
        description={t('fleet.untilWhy')}
        disabled={over}
        error={over || until !== undefined ? null : t('fleet.untilPast')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {isIn ? (
        <Checkbox label={t('fleet.maintenanceOver')} checked={over} onChange={(event) => setOver(event.currentTarget.checked)} />
      ) : null}
    </MarksForm>
  );
}
