import { http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNotices } from '../shared/use-notices.ts';
import { QuestionView } from './question-view.tsx';
import { useDevelopersChange } from './use-developers.ts';

interface AskFormProps {
  readonly ticketId: string | null;
  /** Whose words are sent; null for a ticket that is no known problem. */
  readonly problemId: string | null;
  /** What a ticket's own words begin with. */
  readonly begun?: { readonly title: string; readonly symptoms: string };
}

/** Asking the developers: first all that would be sent is shown, then it can be sent. */
export function AskForm({ ticketId, problemId, begun }: AskFormProps) {
  const { t } = useTexts();
  const notices = useNotices();
  const [words, setWords] = useState({ title: begun?.title ?? '', symptoms: begun?.symptoms ?? '', note: '' });
  const body = { ticketId, problemId, ...words };
  const of = ticketId ?? undefined;
  const preview = useDevelopersChange((api, _: undefined) => api.callRoute(http.developersPreview, { body }), of);
  const ask = useDevelopersChange((api, _: undefined) => api.callRoute(http.developersAsk, { body }), of);
  const write = (part: Partial<typeof words>) => {
    setWords({ ...words, ...part });
    // What was shown is not what would be sent any more.
    preview.reset();
  };
  const send = () =>
    ask.mutate(undefined, {
      onSuccess: ({ number, sent }) => {
        write({ note: '' });
        notices.said(t(sent ? 'developers.wereAsked' : 'developers.haveIt', { number }));
      },
    });
  return (
    <Stack gap="xs">
      {problemId === null ? (
        <>
          <TextInput
            size="sm"
            label={t('developers.part.title')}
            required
            maxLength={120}
            value={words.title}
            onChange={(event) => write({ title: event.currentTarget.value })}
          />
          <Textarea
            size="sm"
            label={t('developers.part.symptoms')}
            description={t('developers.noNames')}
            autosize
            minRows={2}
            maxRows={8}
            maxLength={2000}
            value={words.symptoms}
            onChange={(event) => write({ symptoms: event.currentTarget.value })}
          />
        </>
      ) : null}
      <Textarea
        size="sm"
        label={t('developers.part.note')}
        description={t('developers.noteHow')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2000}
        value={words.note}
        onChange={(event) => write({ note: event.currentTarget.value })}
      />
      {preview.data === undefined ? (
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            loading={preview.isPending}
            disabled={problemId === null && words.title.trim() === ''}
            onClick={() => preview.mutate(undefined)}
          >
            {t('developers.show')}
          </Button>
        </Group>
      ) : (
        <>
          <QuestionView question={preview.data.question} />
          <Text size="sm" c="dimmed" role="status">
            {preview.data.listeners === 0
              ? t('developers.noListeners')
              : t('developers.listeners', { count: preview.data.listeners })}
          </Text>
          <Group>
            <Button size="compact-sm" loading={ask.isPending} onClick={send}>
              {t('developers.ask')}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
