import type { Article } from '@alongside/desk';
import { chosenLanguage } from '@alongside/protocol';
import { languageName, Markdown, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Paper, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useBridge } from '../core/page-host.ts';
import { useArticles } from './articles-context.tsx';

export interface ArticlePageProps {
  readonly article: Article;
  /** The level of its title: what stands above it on the page. */
  readonly order: 1 | 2;
  /** Where back leads, in words. */
  readonly backLabel: string;
  readonly onBack: () => void;
  /** What can be done once it was read. */
  readonly children?: ReactNode;
  /** Another article was opened from this one. */
  readonly onOpen?: (article: Article) => void;
}

/** How to mend something by oneself, what was tried of it, and when to stop. Articles that it links open in its place. */
export function ArticlePage({ article, order, backLabel, onBack, children, onOpen }: ArticlePageProps) {
  const { t, language } = useTexts();
  const spoken = chosenLanguage([language]);
  const formats = useFormats();
  const articles = useArticles();
  // A window of the host's own hands addresses to the system's browser; in a browser that is the agent's they are read.
  const links = useBridge() === undefined ? 'told' : 'outside';
  const heading = useRef<HTMLHeadingElement>(null);
  const [further, setFurther] = useState<readonly Article[]>([]);
  const shown = further.at(-1) ?? article;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each article that opens is read from its title on
  useEffect(() => heading.current?.focus(), [shown.id]);
  const back = () => (further.length === 0 ? onBack() : setFurther(further.slice(0, -1)));
  const linked = (id: string) => {
    const found = articles.find(id, spoken);
    if (found === undefined) return undefined;
    const open = () => {
      setFurther([...further, found]);
      onOpen?.(found);
    };
    return { title: found.title, open };
  };
  return (
    <Stack gap="md" component="article" aria-label={shown.title}>
      <div>
        <Anchor component="button" type="button" onClick={back}>
          {further.length === 0 ? backLabel : t('article.backTo', { title: (further.at(-2) ?? article).title })}
        </Anchor>
      </div>
      {chosenLanguage([shown.locale]) === spoken ? null : (
        <Text size="sm">{t('article.onlyIn', { language: languageName(chosenLanguage([shown.locale]), spoken) })}</Text>
      )}
      <Title order={order} ref={heading} tabIndex={-1} lang={shown.locale}>
        {shown.title}
      </Title>
      <Paper p="md" lang={shown.locale}>
        <Markdown text={shown.body} order={order} article={linked} links={links} />
      </Paper>
      <Text size="sm" c="dimmed">
        {t('article.checked', { when: formats.fullDay(Date.parse(`${shown.lastChecked}T12:00:00`)), how: shown.checkedHow })}
      </Text>
      {children}
    </Stack>
  );
}
