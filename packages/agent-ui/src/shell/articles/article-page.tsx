import type { Article } from '@alongside/diagnostics';
import { Markdown, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Paper, Stack, Text, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';

/** How to mend something by oneself, what was tried of it, and when to stop. */
export function ArticlePage({ article, onBack }: { article: Article; onBack: () => void }) {
  const { t } = useTexts();
  const formats = useFormats();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <Stack gap="md" component="article" aria-label={article.title}>
      <div>
        <Anchor component="button" type="button" onClick={onBack}>
          {t('article.back')}
        </Anchor>
      </div>
      <Title order={2} ref={heading} tabIndex={-1}>
        {article.title}
      </Title>
      <Paper p="md">
        <Markdown text={article.body} order={2} />
      </Paper>
      <Text size="sm" c="dimmed">
        {t('article.checked', { when: formats.fullDay(Date.parse(`${article.lastChecked}T12:00:00`)), how: article.checkedHow })}
      </Text>
    </Stack>
  );
}
