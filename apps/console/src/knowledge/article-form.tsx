import { toAppError } from '@alongside/base';
import { type ArticleText, chosenLanguage, http, type KbArticle } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Alert, Anchor, Button, Group, Skeleton, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { DropButton } from '../editing/drop-button.tsx';
import { Failure } from '../shared/failure.tsx';
import { PageTitle } from '../shared/page-title.tsx';
import { useServices } from '../shared/services.ts';
import { useDraft } from '../shared/use-draft.ts';
import { useNotices } from '../shared/use-notices.ts';
import { type ArticleDraft, draftOf, idOf, newDraft, readDraft, textOf } from './article-draft.ts';
import { ArticleFields } from './article-fields.tsx';
import { ArticlePreview } from './article-preview.tsx';
import { Difference } from './difference.tsx';
import classes from './knowledge.module.css';
import { useArticle, useKnowledgeAddress, useKnowledgeChange } from './use-knowledge.ts';

/** Writing: a new article, or another version of one. What is typed survives a reload until it is saved or dropped. */
export function ArticleForm({ article }: { readonly article: string | undefined }) {
  return article === undefined ? <Editor now={undefined} /> : <Existing article={article} />;
}

function Existing({ article: id }: { readonly article: string }) {
  const { t } = useTexts();
  const article = useArticle(id);
  if (article.error) return <Failure error={article.error} onRetry={() => void article.refetch()} />;
  if (article.data === undefined) return <Skeleton height={320} aria-busy aria-label={t('app.loading')} role="group" />;
  return <Editor now={article.data} />;
}

/** `now`: the article as the server has it; undefined for a new one. */
function Editor({ now }: { readonly now: KbArticle | undefined }) {
  const { t, language } = useTexts();
  const { user } = useDesk();
  const { clock } = useServices();
  const notices = useNotices();
  const { go } = useKnowledgeAddress();
  const [kept, keep] = useDraft(`article.${now?.id ?? ''}`);
  const [initial] = useState(() =>
    now === undefined ? newDraft(user.name, clock.now(), chosenLanguage([language])) : draftOf(now),
  );
  const [missing, setMissing] = useState<string>();
  const [taken, setTaken] = useState<string>();
  const draft = readDraft(kept) ?? initial;
  const change = (part: Partial<ArticleDraft>) => keep(JSON.stringify({ ...draft, ...part }));
  const save = useKnowledgeChange((api, { id, ...body }: { id: string; base: number | null; text: ArticleText; note: string }) =>
    api.callRoute(http.articleSave, { params: { article: id }, body }),
  );
  const id = now?.id ?? (draft.id === '' ? idOf(draft.title) : draft.id);
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    const made = textOf(draft, clock.now());
    const field = 'field' in made ? made.field : /^[a-z][a-z0-9-]{1,59}$/u.test(id) ? undefined : 'id';
    setMissing(field);
    if (field !== undefined || !('text' in made)) return document.getElementById(`article-${field}`)?.focus();
    save.mutate(
      { id, base: draft.base, text: made.text, note: draft.note },
      {
        onSuccess: () => {
          keep('');
          notices.said(t('knowledge.saved'));
          go(id);
        },
        // A new one that is there already: another has its name.
        onError: (error) => {
          if (now !== undefined || toAppError(error).code !== 'article.changed') return;
          setTaken(id);
          document.getElementById('article-id')?.focus();
        },
      },
    );
  };
  const leave = () => {
    keep('');
    go(now?.id);
  };
  const isBehind = now !== undefined && draft.base !== now.version;
  const failed = save.error !== null && toAppError(save.error).code !== 'article.changed';
  return (
    <form
      onSubmit={submit}
      noValidate
      onKeyDown={(event) => {
        if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="md">
        <Group justify="space-between">
          <Anchor component="button" type="button" onClick={() => go(now?.id)}>
            {t('knowledge.later')}
          </Anchor>
          <Group gap="xs">
            <DropButton isWritten={kept !== ''} onDrop={leave} />
            <Button type="submit" loading={save.isPending} aria-keyshortcuts="Control+S">
              {t(`knowledge.save.${draft.visibility}`)}
            </Button>
          </Group>
        </Group>
        <PageTitle>{now === undefined ? t('knowledge.writeTitle') : t('knowledge.editTitle', { title: now.title })}</PageTitle>
        {failed ? <Failure error={save.error} safe={t('knowledge.safe')} /> : null}
        {isBehind ? (
          <Alert variant="outline" color="viewed" title={t('knowledge.behind', { name: now.changedBy ?? t('errors.somebody') })}>
            <Stack gap="sm" align="flex-start">
              {t('knowledge.behindMore')}
              <Difference before={now.body} after={draft.body} />
              <Button variant="default" onClick={() => change({ base: now.version })}>
                {t('knowledge.mine')}
              </Button>
            </Stack>
          </Alert>
        ) : null}
        <div className={classes.columns} data-even>
          <ArticleFields
            draft={draft}
            id={id}
            isNew={now === undefined}
            missing={missing}
            isTaken={taken === id}
            onChange={change}
          />
          <ArticlePreview id={id} title={draft.title} body={draft.body} locale={draft.locale} />
        </div>
      </Stack>
    </form>
  );
}
