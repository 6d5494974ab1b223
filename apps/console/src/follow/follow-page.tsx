import { randomId } from '@alongside/base';
import { http } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Anchor, Button, Group, Skeleton, Stack, Text, Textarea, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import conversation from '../conversation/conversation.module.css';
import { EntryFrame } from '../entry/entry-frame.tsx';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useDraft } from '../shared/use-draft.ts';
import { FollowVerdict } from './follow-verdict.tsx';
import type { Followed } from './followed.ts';

/** What comes while one reads shows by itself, below what is there. */
const LOOK_AGAIN_MS = 20_000;

/** `/#follow=TOKEN`: a request as its user follows it, on a phone as anywhere, without signing in. */
export function FollowPage({ token }: { readonly token: string }) {
  const { t } = useTexts();
  const { api } = useServices();
  const read = useQuery({
    queryKey: ['follow', token],
    queryFn: () => api.callRoute(http.followRead, { body: { token } }),
    refetchInterval: LOOK_AGAIN_MS,
    retry: false,
  });
  if (read.data === undefined) {
    return (
      <EntryFrame title={t('follow.opening')}>
        {read.error === null ? (
          <Skeleton height={160} aria-busy="true" />
        ) : (
          <Failure error={read.error} safe={t('follow.safe')} onRetry={() => void read.refetch()} />
        )}
      </EntryFrame>
    );
  }
  return <FollowedRequest followed={read.data} token={token} />;
}

function FollowedRequest({ followed, token }: { readonly followed: Followed; readonly token: string }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { number, step, organisation, technician, solution, text, messages, createdAt, goesOnIn } = followed;
  return (
    <EntryFrame title={t('follow.title', { number })} lead={organisation.name}>
      <Text role="status" fw={620}>
        {t(`follow.step.${step}`, { name: technician ?? organisation.name, number: goesOnIn ?? number })}
      </Text>
      {solution === null || solution === '' ? null : (
        <section>
          <Title order={2}>{t('follow.solution')}</Title>
          <Text style={{ whiteSpace: 'pre-wrap' }}>{solution}</Text>
        </section>
      )}
      <FollowVerdict followed={followed} token={token} />
      <section>
        <Title order={2}>{t('follow.said')}</Title>
        <Stack gap="sm" mt="xs">
          <div>
            <Text size="sm" c="dimmed">
              {t('follow.asked', { time: formats.dayAndTime(createdAt) })}
            </Text>
            <div className={conversation.text}>{text}</div>
          </div>
          <ol style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 12 }}>
            {messages.map((message) => (
              <li key={message.id}>
                <Text size="sm" c="dimmed">
                  {t('follow.by', {
                    name: message.from === 'user' ? t('follow.you') : message.name,
                    time: formats.dayAndTime(message.at),
                  })}
                </Text>
                <div className={conversation.text}>{message.text}</div>
              </li>
            ))}
          </ol>
        </Stack>
      </section>
      {step === 'closed' || step === 'joined-other' ? null : <Answer token={token} reopens={step === 'check-solution'} />}
      {organisation.phone === '' ? null : (
        <Text size="sm">
          {t('follow.call')} <Anchor href={`tel:${organisation.phone.replace(/[^+\d]/gu, '')}`}>{organisation.phone}</Anchor>
        </Text>
      )}
    </EntryFrame>
  );
}

/** The draft of an answer outlives the page, as all drafts do. */
function Answer({ token, reopens }: { readonly token: string; readonly reopens: boolean }) {
  const { t } = useTexts();
  const { api, random } = useServices();
  const queries = useQueryClient();
  const [text, setText] = useDraft(`follow.${token.slice(0, 6)}`);
  // The same message, sent again because its answer was lost, is known by it.
  const message = useRef<{ id: string; text: string }>(undefined);
  const say = useMutation({
    mutationFn: (said: string) => {
      if (message.current?.text !== said) message.current = { id: randomId(random), text: said };
      return api.callRoute(http.followSay, { body: { token, messageId: message.current.id, text: said } });
    },
    onSuccess: () => {
      setText('');
      message.current = undefined;
      return queries.invalidateQueries({ queryKey: ['follow', token] });
    },
  });
  return (
    <Stack gap="xs">
      <Textarea
        label={t('follow.answer')}
        description={reopens ? t('follow.answerReopens') : undefined}
        autosize
        minRows={3}
        maxRows={12}
        maxLength={4000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {say.error === null ? null : <Failure error={say.error} safe={t('follow.kept')} />}
      <Group>
        <Button loading={say.isPending} disabled={text.trim() === ''} onClick={() => say.mutate(text.trim())}>
          {t('follow.send')}
        </Button>
      </Group>
    </Stack>
  );
}
