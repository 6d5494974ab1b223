import type { Article } from '@alongside/desk';
import { chosenLanguage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor, List, Paper, Text, VisuallyHidden } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMemo } from 'react';
import { useArticles } from './articles-context.tsx';

/** Long enough that nothing moves between two keys. */
const PAUSE_MS = 400;
const MOST = 3;

/** Articles that fit to what is being written; nothing where none does. */
export function Suggestions({ text, onOpen }: { readonly text: string; readonly onOpen: (article: Article) => void }) {
  const { t, language } = useTexts();
  const articles = useArticles();
  const [written] = useDebouncedValue(text, PAUSE_MS);
  const found = useMemo(() => articles.suggest(written, MOST, chosenLanguage([language])), [articles, written, language]);
  return (
    <>
      <VisuallyHidden role="status">{found.length === 0 ? '' : t('article.fits', { count: found.length })}</VisuallyHidden>
      {found.length === 0 ? null : (
        <Paper p="md" component="section" aria-label={t('article.suggested')}>
          <Text fw={550} mb="xs">
            {t('article.suggested')}
          </Text>
          <List spacing="xs" listStyleType="none">
            {found.map((article) => (
              <List.Item key={article.id}>
                <Anchor component="button" type="button" ta="start" lang={article.locale} onClick={() => onOpen(article)}>
                  {article.title}
                </Anchor>
              </List.Item>
            ))}
          </List>
          <Text size="sm" c="dimmed" mt="xs">
            {t('article.stays')}
          </Text>
        </Paper>
      )}
    </>
  );
}
