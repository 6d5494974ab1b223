import type { Article } from '@alongside/desk';
import { shellPage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import { ArticlePage } from './article-page.tsx';

export interface AnswerProps {
  readonly article: Article;
  readonly backLabel: string;
  /** Who would hear of it; undefined where the computer belongs to nobody. */
  readonly organisation: string | undefined;
  readonly onOpen: (article: Article) => void;
  readonly onBack: () => void;
  /** It helped, and whatever was said of it is said. */
  readonly onSolved: () => void;
}

/** An article that may be the answer, and afterwards whether it was. */
export function Answer({ article, backLabel, organisation, onOpen, onBack, onSolved }: AnswerProps) {
  const { t } = useTexts();
  const ask = useAsk();
  const [shown, setShown] = useState(article);
  const [solved, setSolved] = useState(false);
  const [telling, setTelling] = useState(false);
  const open = (other: Article) => {
    setShown(other);
    onOpen(other);
  };
  const close = async (tell: boolean) => {
    setTelling(tell);
    const done = await ask(shellPage.articleSolved, { article: shown.id, tell });
    setTelling(false);
    if (done) onSolved();
  };
  return (
    <ArticlePage article={article} order={1} backLabel={backLabel} onBack={onBack} onOpen={open}>
      <Paper p="md" component="section" aria-label={t('answer.title')}>
        {solved ? (
          <Stack gap="sm" role="status">
            <Title order={2}>{t('answer.good')}</Title>
            {organisation === undefined ? null : <Text>{t('answer.tell', { organisation, title: shown.title })}</Text>}
            <Group gap="sm">
              {organisation === undefined ? null : (
                <Button variant="default" loading={telling} onClick={() => void close(true)}>
                  {t('answer.tellYes', { organisation })}
                </Button>
              )}
              <Button variant="default" onClick={() => void close(false)}>
                {t(organisation === undefined ? 'answer.done' : 'answer.tellNo')}
              </Button>
            </Group>
          </Stack>
        ) : (
          <Stack gap="sm">
            <Title order={2}>{t('answer.title')}</Title>
            <Group gap="sm">
              <Button variant="default" onClick={() => setSolved(true)}>
                {t('answer.solved')}
              </Button>
              <Button variant="default" onClick={onBack}>
                {t('answer.ask')}
              </Button>
            </Group>
          </Stack>
        )}
      </Paper>
    </ArticlePage>
  );
}
