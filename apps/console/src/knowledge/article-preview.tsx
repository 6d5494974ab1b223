import { type ArticleFlaw, articleFlaws } from '@alongside/desk';
import { Markdown, useTexts } from '@alongside/ui';
import { Alert, List, Paper, Stack, Title } from '@mantine/core';
import { useDeferredValue } from 'react';
import type { ArticleDraft } from './article-draft.ts';
import { useLinked } from './article-view.tsx';
import { pictureAddress } from './picture-button.tsx';
import { useArticles } from './use-knowledge.ts';

/** What is being written as readers will see it, and what it lacks of the form. */
export function ArticlePreview({ id, title, body, locale }: Pick<ArticleDraft, 'id' | 'title' | 'body' | 'locale'>) {
  const { t } = useTexts();
  const shown = useDeferredValue(body);
  const articles = useArticles().data;
  const linked = useLinked();
  // Links in a preview lead nowhere: what is typed would be left.
  const named = (id: string) => {
    const found = linked(id);
    return found && { title: found.title, open: () => undefined };
  };
  const flaws = articleFlaws(shown, (id) => articles === undefined || articles.some((each) => each.id === id), locale);
  return (
    <Stack gap="sm" component="section" aria-label={t('knowledge.preview')}>
      {flaws.length === 0 ? null : (
        <Alert variant="outline" color="viewed" title={t('knowledge.form')}>
          <List size="sm">
            {flaws.map((flaw) => (
              <List.Item key={JSON.stringify(flaw)}>
                <Flaw flaw={flaw} />
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Paper p="lg" component="article" aria-label={t('knowledge.preview')}>
        {title === '' ? null : (
          <Title order={2} mb="sm">
            {title}
          </Title>
        )}
        <Markdown text={shown} order={2} article={named} picture={pictureAddress(id)} />
      </Paper>
    </Stack>
  );
}

function Flaw({ flaw }: { readonly flaw: ArticleFlaw }) {
  const { t } = useTexts();
  switch (flaw.flaw) {
    case 'sections':
    case 'numbering':
      return t(`knowledge.flaw.${flaw.flaw}`);
    case 'empty':
      return t('knowledge.flaw.empty', { section: flaw.section });
    case 'few-steps':
    case 'many-steps':
      return t(`knowledge.flaw.${flaw.flaw}`, { count: flaw.steps });
    case 'link':
      return t('knowledge.flaw.link', { id: flaw.id });
  }
}
