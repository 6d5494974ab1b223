import { useTexts } from '@alongside/ui';
import { Button, Group, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useDraft } from '../shared/use-draft.ts';

export interface UnfitFormProps {
  readonly ticketId: string;
  /** It ended here by itself. */
  readonly opened: boolean;
  /** What the next tier needs to know. */
  readonly hand: string;
  readonly pending: boolean;
  /** `kept` once it stands on the ticket. */
  readonly onUnfit: (note: string, kept: () => void) => void;
}

/** The way out of a playbook that does not fit: why, and on to the handover. */
export function UnfitForm({ ticketId, opened, hand, pending, onUnfit }: UnfitFormProps) {
  const { t } = useTexts();
  const [wanted, setWanted] = useState(false);
  const [note, setNote] = useDraft(`${ticketId}.unfit`);
  if (!opened && !wanted) {
    return (
      <Group>
        <Button size="compact-sm" variant="default" onClick={() => setWanted(true)}>
          {t('playbooks.unfit')}
        </Button>
      </Group>
    );
  }
  return (
    <Stack gap={6}>
      <Textarea
        size="sm"
        label={t('playbooks.whyUnfit')}
        description={hand}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={400}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group>
        <Button
          size="compact-sm"
          loading={pending}
          disabled={note.trim() === ''}
          onClick={() => onUnfit(note.trim(), () => setNote(''))}
        >
          {t('playbooks.handOver')}
        </Button>
      </Group>
    </Stack>
  );
}
