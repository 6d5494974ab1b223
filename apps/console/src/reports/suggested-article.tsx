import { Markdown, useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import { useState } from 'react';
import { findArticle } from './articles.ts';
import classes from './report.module.css';

/** The article that helps with a finding, to be read in its place; nothing where there is none. */
export function SuggestedArticle({ id }: { readonly id: string | null }) {
  const { t, language } = useTexts();
  const [opened, setOpened] = useState<string>();
  const article = findArticle(opened ?? id, language);
  const linked = (other: string) => {
    const found = findArticle(other, language);
    return found && { title: found.title, open: () => setOpened(other) };
  };
  if (article === undefined) return null;
  return (
    <details className={classes.evidence}>
      <summary>{t('checkup.article', { title: article.title })}</summary>
      <div className={classes.article} lang={article.locale}>
        <Markdown text={article.body} order={2} article={linked} />
        <Text size="sm" c="dimmed" mt="sm">
          {t('checkup.articleChecked', { how: article.checkedHow })}
        </Text>
      </div>
    </details>
  );
}
