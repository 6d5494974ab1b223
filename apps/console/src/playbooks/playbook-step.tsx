import type { StepResult, wordsFor } from '@alongside/desk';
import type { Capability, PlaybookStep } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { SuggestedArticle } from '../reports/suggested-article.tsx';
import { useDraft } from '../shared/use-draft.ts';

const RESULTS = ['done', 'failed', 'skipped'] as const;

export interface PlaybookStepBoxProps {
  readonly ticketId: string;
  readonly step: PlaybookStep;
  /** For the user, in the user's language. */
  readonly words: ReturnType<typeof wordsFor>;
  readonly ask: ((capability: Capability) => void) | undefined;
  readonly pending: boolean;
  /** `kept` once it stands on the ticket. */
  readonly onMark: (result: StepResult, note: string, kept: () => void) => void;
}

/** One step: why, with which words, with what help; and how it went. */
export function PlaybookStepBox({ ticketId, step, words, ask, pending, onMark }: PlaybookStepBoxProps) {
  const { t } = useTexts();
  const { id, why, article, capability, action } = step;
  const [note, setNote] = useDraft(`${ticketId}.step.${id}`);
  const mark = (result: StepResult) => onMark(result, note.trim(), () => setNote(''));
  return (
    <Stack gap={6}>
      {why === undefined ? null : (
        <Text size="sm" c="dimmed">
          {why}
        </Text>
      )}
      {words === undefined ? null : (
        <Text size="sm" fs="italic" lang={words.language}>
          {t('playbooks.say', { text: words.text })}
        </Text>
      )}
      {article === undefined ? null : <SuggestedArticle id={article} />}
      {capability === undefined && action === undefined ? null : (
        <Group gap="xs">
          {capability === undefined ? null : (
            <Button size="compact-xs" variant="default" disabled={ask === undefined} onClick={() => ask?.(capability)}>
              {t('playbooks.ask', { what: t(`capability.${capability}`) })}
            </Button>
          )}
          {action === undefined ? null : (
            <Button size="compact-xs" variant="default" disabled={ask === undefined} onClick={() => ask?.('actions.run')}>
              {t('playbooks.action', { name: t(`actions.name.${action}`) })}
            </Button>
          )}
          {ask === undefined ? (
            <Text size="xs" c="dimmed">
              {t('playbooks.joinFirst')}
            </Text>
          ) : null}
        </Group>
      )}
      <TextInput
        size="sm"
        label={t('playbooks.note')}
        maxLength={400}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <Group gap="xs">
        {RESULTS.map((result) => (
          <Button
            key={result}
            size="compact-sm"
            variant={result === 'done' ? 'filled' : 'default'}
            loading={pending}
            onClick={() => mark(result)}
          >
            {t(`playbooks.result.${result}`)}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}
