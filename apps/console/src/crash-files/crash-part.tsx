import type { CrashAsk, TicketCase } from '@alongside/desk';
import { http } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';

interface CrashPartProps {
  readonly ticketId: string;
  readonly ticket: TicketCase;
}

/** Asks the user for a crash file of a program. Which one, if any, is chosen and seen at the computer. */
export function CrashPart({ ticketId, ticket }: CrashPartProps) {
  const { t } = useTexts();
  const { api } = useServices();
  const notices = useNotices();
  const queries = useQueryClient();
  const [program, setProgram] = useState('');
  const ask = useMutation({
    mutationFn: () => api.callRoute(http.crashAsk, { params: { id: ticketId }, body: { program: program.trim() } }),
    onSuccess: async () => {
      setProgram('');
      await queries.invalidateQueries({ queryKey: ['ticket', ticketId] });
    },
    onError: notices.failed,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (program.trim() !== '') ask.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        {ticket.crash === null ? null : <Asked ask={ticket.crash} />}
        <TextInput
          size="sm"
          label={t('crashFiles.program')}
          description={t('crashFiles.programHow')}
          maxLength={80}
          value={program}
          onChange={(event) => setProgram(event.currentTarget.value)}
        />
        <Group>
          <Button type="submit" size="compact-sm" loading={ask.isPending} disabled={program.trim() === ''}>
            {t('crashFiles.ask')}
          </Button>
        </Group>
        <Text size="xs" c="dimmed">
          {t('crashFiles.why')}
        </Text>
      </Stack>
    </form>
  );
}

function Asked({ ask }: { readonly ask: CrashAsk }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { state, program, by } = ask;
  const told = state === 'refused' ? `refused.${ask.why}` : state;
  const at = formats.dayAndTime(state === 'asked' ? ask.askedAt : ask.at);
  return (
    <Text size="sm" role="status">
      {t(`crashFiles.state.${told}`, { program, name: by.name, time: at })}
    </Text>
  );
}
