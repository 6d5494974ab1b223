import type { Article } from '@alongside/desk';
import type { FindingLine } from '@alongside/diagnostics';
import { chosenLanguage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor, Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useArticles } from '../articles/articles-context.tsx';
import { FixPanel } from '../fix/fix-panel.tsx';

export interface FindingActionsProps {
  readonly line: FindingLine;
  readonly onArticle: (article: Article) => void;
}

/** What can be done about a finding from here. */
export function FindingActions({ line, onArticle }: FindingActionsProps) {
  const { t, language } = useTexts();
  const [fixing, setFixing] = useState(false);
  const articles = useArticles();
  const { fix } = line;
  const article = line.article === null ? undefined : articles.find(line.article, chosenLanguage([language]));
  return (
    <>
      <Group gap="md">
        {fix === null || fixing ? null : (
          <Button variant="default" size="sm" onClick={() => setFixing(true)}>
            {t(`fix.${fix}.open`)}
          </Button>
        )}
        {article === undefined ? null : (
          <Anchor component="button" type="button" size="sm" onClick={() => onArticle(article)}>
            {t('article.open', { title: article.title })}
          </Anchor>
        )}
      </Group>
      {fix !== null && fixing ? <FixPanel fix={fix} check={line.check} onClose={() => setFixing(false)} /> : null}
    </>
  );
}
