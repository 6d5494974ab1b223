import { consoleSocket } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { RefObject } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { useDraft } from '../shared/use-draft.ts';
import { useNotices } from '../shared/use-notices.ts';

export interface NoteFieldProps {
  readonly ticketId: string;
  readonly fieldRef: RefObject<HTMLTextAreaElement | null>;
}

/** A note for colleagues; users do not see it. */
export function NoteField({ ticketId, fieldRef }: NoteFieldProps) {
  const { t } = useTexts();
  const { client } = useDesk();
  const notices = useNotices();
  const [text, setText, setSaid] = useDraft(`${ticketId}.desk`);
  const keep = useMutation({
    mutationFn: async (note: string) => {
      await client.call(consoleSocket.ticketNote, { ticketId, text: note });
      setSaid(note);
    },
    onSuccess: () => notices.said(t('note.kept')),
    onError: notices.failed,
  });
  const save = () => {
    if (text.trim() !== '' && !keep.isPending) keep.mutate(text.trim());
  };
  return (
    <div>
      <Textarea
        ref={fieldRef}
        label={t('note.label')}
        description={t('note.why')}
        size="sm"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key === 'Enter' && event.ctrlKey) save();
        }}
      />
      {text.trim() === '' ? null : (
        <Group justify="flex-end" mt={4}>
          <Button size="compact-sm" variant="default" loading={keep.isPending} onClick={save}>
            {t('note.keep')}
          </Button>
        </Group>
      )}
    </div>
  );
}
