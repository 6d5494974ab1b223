import { KB_CATEGORIES, type KbHit, type KbSummary, kbCategory } from '@alongside/protocol';
import { EmptyState, useFormats, useTexts } from '@alongside/ui';
import { Badge, Button, Group, NativeSelect, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { PageTitle } from '../shared/page-title.tsx';
import { useServices } from '../shared/services.ts';
import { dayOf } from './article-draft.ts';
import { FiguresLine } from './figures-line.tsx';
import { FoundWords } from './found-words.tsx';
import classes from './knowledge.module.css';
import { SHOWN } from './knowledge-search.ts';
import { useArticles, useFound, useKnowledgeAddress } from './use-knowledge.ts';

/** All articles, or those that a search finds. */
export function ArticleList() {
  const { t } = useTexts();
  const may = useMay();
  const { search, go } = useKnowledgeAddress();
  const [typed, setTyped] = useState(search.q ?? '');
  const query = useDeferredValue(typed.trim());
  useEffect(() => {
    if (query !== (search.q ?? '')) go(undefined, { ...search, q: query === '' ? undefined : query }, true);
  });
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <PageTitle>{t('knowledge.title')}</PageTitle>
        {may('kb.write') ? (
          <Button variant="default" onClick={() => go(undefined, { act: 'edit' })}>
            {t('knowledge.write')}
          </Button>
        ) : null}
      </Group>
      <search className={classes.filters}>
        <TextInput
          type="search"
          label={t('knowledge.find')}
          maxLength={200}
          autoFocus
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('knowledge.category')}
          disabled={query !== ''}
          value={search.category ?? ''}
          onChange={(event) => go(undefined, { ...search, category: kbCategory.safeParse(event.currentTarget.value).data }, true)}
          data={[
            { value: '', label: t('knowledge.any') },
            ...KB_CATEGORIES.map((category) => ({ value: category, label: t(`kb.category.${category}`) })),
          ]}
        />
        <NativeSelect
          label={t('knowledge.show')}
          disabled={query !== ''}
          value={search.show ?? 'all'}
          onChange={(event) => go(undefined, { ...search, show: SHOWN.find((each) => each === event.currentTarget.value) }, true)}
          data={SHOWN.map((show) => ({ value: show, label: t(`knowledge.shown.${show}`) }))}
        />
      </search>
      {query === '' && may('kb.write') ? <FiguresLine /> : null}
      {query === '' ? <All /> : <Found query={query} />}
    </Stack>
  );
}

function All() {
  const { t } = useTexts();
  const { search } = useKnowledgeAddress();
  const { clock } = useServices();
  const articles = useArticles();
  const today = dayOf(clock.now());
  if (articles.error) return <Failure error={articles.error} onRetry={() => void articles.refetch()} />;
  if (articles.data === undefined) return <Loading />;
  const isDue = (article: KbSummary) => article.reviewBy <= today;
  const shown = articles.data
    .filter(({ category }) => search.category === undefined || category === search.category)
    .filter((article) => search.show !== 'review' || isDue(article))
    .filter(({ visibility }) => search.show !== 'draft' || visibility === 'draft');
  if (shown.length === 0) {
    const what = search.show ?? 'all';
    return (
      <EmptyState order={2} title={t(`knowledge.none.${what}`)}>
        {t('knowledge.noneMore')}
      </EmptyState>
    );
  }
  return (
    <ul className={classes.list} aria-label={t('knowledge.title')}>
      {shown.map((article) => (
        <Row key={article.id} article={article} due={isDue(article)} />
      ))}
    </ul>
  );
}

function Row({ article, due }: { readonly article: KbSummary; readonly due: boolean }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { id, title, category, owner, reviewBy, helpful, notHelpful, visibility } = article;
  const review = formats.fullDay(Date.parse(`${reviewBy}T12:00:00`));
  return (
    <li className={classes.row}>
      <span>
        <Link to="/knowledge/{-$article}" params={{ article: id }} className={classes.link}>
          {title}
        </Link>
        <Text span size="sm" c="dimmed" display="block">
          {t(`kb.category.${category}`)} · {owner}
        </Text>
      </span>
      <span className={classes.facts}>
        <Visibility of={visibility} />
        <Text span size="sm" fw={due ? 620 : 400} c={due ? 'var(--alongside-viewed)' : 'dimmed'}>
          {due ? t('knowledge.due', { day: review }) : t('knowledge.review', { day: review })}
        </Text>
        {helpful + notHelpful === 0 ? null : (
          <Text span size="sm" c="dimmed">
            {t('knowledge.opinions', { helpful, all: helpful + notHelpful })}
          </Text>
        )}
      </span>
    </li>
  );
}

export function Visibility({ of }: { readonly of: KbSummary['visibility'] }) {
  const { t } = useTexts();
  return (
    <Badge variant="outline" color={of === 'public' ? 'idle' : 'gray'} className={classes.badge}>
      {t(`knowledge.visibility.${of}`)}
    </Badge>
  );
}

function Found({ query }: { readonly query: string }) {
  const { t } = useTexts();
  const found = useFound(query);
  if (found.error) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <Loading />;
  return (
    <>
      <Text size="sm" c="dimmed" role="status">
        {t('knowledge.found', { count: found.data.length })}
      </Text>
      {found.data.length === 0 ? (
        <EmptyState order={2} title={t('knowledge.nothing')}>
          {t('knowledge.nothingMore')}
        </EmptyState>
      ) : null}
      <ul className={classes.list} aria-label={t('knowledge.results')}>
        {found.data.map((hit) => (
          <Hit key={hit.id} hit={hit} />
        ))}
      </ul>
    </>
  );
}

function Hit({ hit }: { readonly hit: KbHit }) {
  return (
    <li className={classes.row}>
      <span>
        <Link to="/knowledge/{-$article}" params={{ article: hit.id }} className={classes.link}>
          <FoundWords parts={hit.title} />
        </Link>
        <Text span size="sm" c="dimmed" display="block">
          <FoundWords parts={hit.excerpt} />
        </Text>
      </span>
      <Visibility of={hit.visibility} />
    </li>
  );
}

function Loading() {
  const { t } = useTexts();
  return (
    <Stack gap="sm" role="group" aria-busy="true" aria-label={t('app.loading')}>
      <Skeleton height={48} />
      <Skeleton height={48} />
      <Skeleton height={48} />
    </Stack>
  );
}
