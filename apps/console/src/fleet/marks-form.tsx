import { type DeviceMarks, http } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useNotices } from '../shared/use-notices.ts';
import { useFleetChange } from './use-fleet.ts';

export interface MarksFormProps {
  readonly deviceIds: readonly string[];
  readonly onDone: () => void;
  /** What is written; undefined while there is nothing to write. */
  readonly marks: () => DeviceMarks | undefined | Promise<DeviceMarks | undefined>;
  readonly canSave: boolean;
  readonly children: ReactNode;
  /** Beside the button that saves. */
  readonly more?: ReactNode;
}

/** Writes the same of many computers: all of them, or none where it fails. */
export function MarksForm({ deviceIds, onDone, marks, canSave, children, more }: MarksFormProps) {
  const { t } = useTexts();
  const { number } = useFormats();
  const notices = useNotices();
  const save = useFleetChange(async (api, _: undefined) => {
    const wanted = await marks();
    if (wanted !== undefined) await api.callRoute(http.fleetMark, { body: { deviceIds: [...deviceIds], marks: wanted } });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined, {
      onSuccess: () => {
        notices.said(t('fleet.saved', { count: deviceIds.length, value: number(deviceIds.length) }));
        onDone();
      },
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {children}
        {save.error === null ? null : <Failure error={save.error} />}
        <Group>
          <Button type="submit" loading={save.isPending} disabled={!canSave}>
            {t('fleet.save')}
          </Button>
          {more}
        </Group>
      </Stack>
    </form>
  );
}
