import type { TicketCase } from '@alongside/desk';
import { http } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useServices } from '../shared/services.ts';
import { useDraft } from '../shared/use-draft.ts';
import { useNotices } from '../shared/use-notices.ts';

const TASKS = 'tasks';

/** What is to be done on a ticket, as the tier above found out. */
export function TaskList({ ticketId, ticket }: { readonly ticketId: string; readonly ticket: TicketCase }) {
  const { t } = useTexts();
  const open = ticket.tasks.filter(({ done }) => !done);
  if (open.length === 0) return null;
  return (
    <Stack gap="xs" component="section" aria-label={t('tasks.title')}>
      <Title order={2} size="h4">
        {t('tasks.title')}
      </Title>
      {open.map((task) => (
        <Task key={task.taskId} ticketId={ticketId} task={task} />
      ))}
    </Stack>
  );
}

interface TaskProps {
  readonly ticketId: string;
  readonly task: TicketCase['tasks'][number];
}

function Task({ ticketId, task: { taskId, text, from, by, at } }: TaskProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  const [note, setNote] = useDraft(`${ticketId}.task.${taskId}`);
  const done = useMutation({
    mutationFn: () => api.callRoute(http.taskDone, { params: { id: ticketId }, body: { taskId, note: note.trim() } }),
    onSuccess: () => {
      setNote('');
      void queries.invalidateQueries({ queryKey: [TASKS] });
      return queries.invalidateQueries({ queryKey: ['ticket', ticketId] });
    },
    onError: notices.failed,
  });
  return (
    <div>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text}
      </Text>
      <Text size="xs" c="dimmed">
        {from.ticketId === ticketId
          ? t('tasks.by', { name: by.name, time: formats.dayAndTime(at) })
          : t('tasks.byOf', { name: by.name, number: from.number, time: formats.dayAndTime(at) })}
      </Text>
      <Group gap="xs" align="end" mt={4}>
        <TextInput
          size="xs"
          label={t('tasks.note')}
          maxLength={500}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Button size="compact-sm" loading={done.isPending} onClick={() => done.mutate()}>
          {t('tasks.done')}
        </Button>
      </Group>
    </div>
  );
}

/** Over the list of one's own tickets: which of them somebody said what to do about. */
export function OwnTasks() {
  const { t } = useTexts();
  const { api } = useServices();
  const tasks = useQuery({ queryKey: [TASKS], queryFn: () => api.callRoute(http.ownTasks), staleTime: 0 }).data ?? [];
  if (tasks.length === 0) return null;
  return (
    <Stack gap={4} component="section" aria-label={t('tasks.title')}>
      <Title order={2} size="h4">
        {t('tasks.title')}
      </Title>
      {tasks.map(({ taskId, ticketId, number, subject, text, by }) => (
        <div key={taskId}>
          <Link to="/tickets/$ticketId" params={{ ticketId }} style={{ color: 'var(--alongside-idle)', fontWeight: 550 }}>
            {t('ticket.title', { number, subject })}
          </Link>
          <Text size="sm" lineClamp={3}>
            {t('tasks.says', { name: by.name, text })}
          </Text>
        </div>
      ))}
    </Stack>
  );
}
