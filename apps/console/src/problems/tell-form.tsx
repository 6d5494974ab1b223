import { http } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import type { z } from 'zod';
import { useDraft } from '../shared/use-draft.ts';
import { useNotices } from '../shared/use-notices.ts';
import type { ReadProblem } from './read-problem.ts';
import { useProblemChange } from './use-problems.ts';

/** One message for the user of every linked ticket that is not over. */
export function TellForm({ id, problem }: { readonly id: string; readonly problem: ReadProblem }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const notices = useNotices();
  const { summary, text, reached } = problem;
  const [kept, keep] = useDraft(`problem.${id}.tell`);
  const [solve, setSolve] = useState(false);
  const usual =
    summary.fixedIn === '' ? text.workaround : t('problems.tellFixed', { title: summary.title, version: summary.fixedIn });
  const [message, setMessage] = useState(kept === '' ? usual : kept);
  const tell = useProblemChange((api, said: { text: string; solve: boolean }) =>
    api.callRoute(http.problemTell, { params: { id }, body: said }),
  );
  if (tell.data !== undefined) return <Told told={tell.data} onMore={tell.reset} />;
  const send = () => tell.mutate({ text: message.trim(), solve }, { onSuccess: () => keep(''), onError: notices.failed });
  return (
    <Stack gap="xs" component="section">
      <Title order={2} size="h4">
        {t('problems.tell')}
      </Title>
      <Textarea
        size="sm"
        label={t('problems.tellText')}
        description={t('problems.tellHow')}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={4000}
        value={message}
        onChange={(event) => {
          keep(event.currentTarget.value);
          setMessage(event.currentTarget.value);
        }}
      />
      <Checkbox
        label={t('problems.solveToo')}
        description={t('problems.solveHow')}
        checked={solve}
        onChange={(event) => setSolve(event.currentTarget.checked)}
      />
      <Group>
        <Button size="compact-sm" loading={tell.isPending} disabled={reached === 0 || message.trim() === ''} onClick={send}>
          {t('problems.tellNow', { count: reached, value: number(reached) })}
        </Button>
      </Group>
    </Stack>
  );
}

interface ToldProps {
  readonly told: z.infer<typeof http.problemTell.result>;
  readonly onMore: () => void;
}

/** In the form's place, so that nobody is told twice by a second press. */
function Told({ told: { told, solved, left }, onMore }: ToldProps) {
  const { t } = useTexts();
  const { number } = useFormats();
  return (
    <Stack gap="xs" component="section" align="flex-start">
      <Title order={2} size="h4">
        {t('problems.tell')}
      </Title>
      <Text size="sm" role="status">
        {t('problems.told', { count: told, value: number(told), solved: number(solved) })}
        {left.length === 0 ? '' : ` ${t('problems.toldLeft', { numbers: left.map((each) => `#${each.number}`).join(', ') })}`}
      </Text>
      <Button size="compact-sm" variant="default" onClick={onMore}>
        {t('problems.tellMore')}
      </Button>
    </Stack>
  );
}
