import { http, type KbArticle } from '@alongside/protocol';
import { Markdown, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Button, Group, Paper, Skeleton, Stack, Text, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { PageTitle } from '../shared/page-title.tsx';
import { useNotices } from '../shared/use-notices.ts';
import { Visibility } from './article-list.tsx';
import { FixedNotes } from './fixed-note.tsx';
import classes from './knowledge.module.css';
import { pictureAddress } from './picture-button.tsx';
import { useArticle, useArticles, useFeedback, useKnowledgeAddress, useKnowledgeChange } from './use-knowledge.ts';

/** An article as readers see it, with what is known of it beside. */
export function ArticleView({ article: id }: { readonly article: string }) {
  const { t } = useTexts();
  const may = useMay();
  const { go } = useKnowledgeAddress();
  const article = useArticle(id);
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Anchor component="button" type="button" onClick={() => go(undefined)}>
          {t('knowledge.back')}
        </Anchor>
        {may('kb.write') && article.data !== undefined ? (
          <Group gap="xs">
            <Button variant="default" onClick={() => go(id, { act: 'versions' })}>
              {t('knowledge.versions')}
            </Button>
            <Button onClick={() => go(id, { act: 'edit' })}>{t('knowledge.edit')}</Button>
          </Group>
        ) : null}
      </Group>
      {article.error ? <Failure error={article.error} onRetry={() => void article.refetch()} /> : null}
      {article.isPending ? <Skeleton height={320} aria-busy aria-label={t('app.loading')} role="group" /> : null}
      {article.data === undefined ? null : <Read article={article.data} />}
    </Stack>
  );
}

function Read({ article }: { readonly article: KbArticle }) {
  const { t } = useTexts();
  const formats = useFormats();
  const may = useMay();
  const linked = useLinked();
  const { title, body, category, owner, visibility, lastChecked, checkedHow, changedAt, changedBy, reviewBy } = article;
  const day = (text: string) => formats.fullDay(Date.parse(`${text}T12:00:00`));
  return (
    <div className={classes.columns}>
      <Paper p="lg" component="article" aria-label={title}>
        <PageTitle mb="sm">{title}</PageTitle>
        <Markdown text={body} order={1} article={linked} picture={pictureAddress(article.id)} />
      </Paper>
      <Stack gap="sm" component="section" aria-label={t('knowledge.about')}>
        <FixedNotes article={article} />
        <div>
          <Visibility of={visibility} />
        </div>
        <Text size="sm">{t(`kb.category.${category}`)}</Text>
        <Text size="sm">{t('knowledge.owned', { owner })}</Text>
        <Text size="sm">{t('knowledge.review', { day: day(reviewBy) })}</Text>
        <Text size="sm" c="dimmed">
          {t('knowledge.checked', { day: day(lastChecked), how: checkedHow })}
        </Text>
        <Text size="sm" c="dimmed">
          {changedAt === null || changedBy === null
            ? t('knowledge.shipped')
            : t('knowledge.changed', { name: changedBy, when: formats.dayAndTime(changedAt) })}
        </Text>
        <Opinion article={article.id} />
        {may('kb.write') ? <Feedback article={article.id} /> : null}
      </Stack>
    </div>
  );
}

/** Other articles, by their titles, as far as the reader may see them. */
export function useLinked() {
  const { go } = useKnowledgeAddress();
  const articles = useArticles().data;
  return (id: string) => {
    const found = articles?.find((each) => each.id === id);
    return found && { title: found.title, open: () => go(id) };
  };
}

function Opinion({ article }: { readonly article: string }) {
  const { t } = useTexts();
  const notices = useNotices();
  const [reason, setReason] = useState('');
  const send = useKnowledgeChange((api, helpful: boolean) =>
    api.callRoute(http.articleHelpful, { params: { article }, body: { helpful, reason } }),
  );
  if (send.isSuccess)
    return (
      <Text size="sm" role="status">
        {t('knowledge.thanks')}
      </Text>
    );
  const say = (helpful: boolean) => send.mutate(helpful, { onError: notices.failed });
  return (
    <Stack gap="xs" mt="sm">
      <Title order={2} size="h4">
        {t('knowledge.helped')}
      </Title>
      <Textarea
        label={t('knowledge.reason')}
        maxLength={500}
        autosize
        minRows={1}
        maxRows={4}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Group gap="xs">
        <Button variant="default" size="compact-md" loading={send.isPending} onClick={() => say(true)}>
          {t('knowledge.yes')}
        </Button>
        <Button variant="default" size="compact-md" loading={send.isPending} onClick={() => say(false)}>
          {t('knowledge.no')}
        </Button>
      </Group>
    </Stack>
  );
}

function Feedback({ article }: { readonly article: string }) {
  const { t } = useTexts();
  const formats = useFormats();
  const feedback = useFeedback(article, true).data ?? [];
  const said = feedback.filter(({ reason }) => reason !== '');
  if (said.length === 0) return null;
  return (
    <Stack gap="xs" mt="sm">
      <Title order={2} size="h4">
        {t('knowledge.said')}
      </Title>
      <ul className={classes.list}>
        {said.map(({ at, from, helpful, reason }) => (
          <li key={`${at} ${reason}`}>
            <Text size="sm">{reason}</Text>
            <Text size="xs" c="dimmed">
              {t(helpful ? 'knowledge.saidYes' : 'knowledge.saidNo')} · {t(`knowledge.reader.${from}`)} · {formats.dayAndTime(at)}
            </Text>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
