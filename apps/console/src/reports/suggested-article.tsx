import { Markdown, useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import { findArticle } from './articles.ts';
import classes from './report.module.css';

/** The article that helps with a finding, to be read in its place; nothing where there is none. */
export function SuggestedArticle({ id }: { readonly id: string | null }) {
  const { t } = useTexts();
  const article = findArticle(id);
  if (article === undefined) return null;
  return (
    <details className={classes.evidence}>
      <summary>{t('checkup.article', { title: article.title })}</summary>
      <div className={classes.article}>
        <Markdown text={article.body} order={2} />
        <Text size="sm" c="dimmed" mt="sm">
          {t('checkup.articleChecked', { how: article.checkedHow })}
        </Text>
      </div>
    </details>
  );
}
