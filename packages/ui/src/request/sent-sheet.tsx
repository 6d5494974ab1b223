import type { SentArticle, Sheet } from '@alongside/protocol';
import { Anchor, Paper, Stack, Text } from '@mantine/core';
import { useId, useState } from 'react';
import { Markdown } from '../markdown.tsx';
import { useUiTexts } from '../texts/use-texts.ts';

export type LoadSheet = (article: string) => Promise<Sheet>;

type Reading = { readonly state: 'closed' | 'loading' | 'failed' } | { readonly state: 'open'; readonly sheet: Sheet };

/** An article that came with an answer: its title, which opens it in its place. */
export function SentSheet({ article, load }: { readonly article: SentArticle; readonly load: LoadSheet }) {
  const t = useUiTexts();
  const id = useId();
  const [reading, setReading] = useState<Reading>({ state: 'closed' });
  const open = async () => {
    if (reading.state === 'open') return setReading({ state: 'closed' });
    setReading({ state: 'loading' });
    try {
      setReading({ state: 'open', sheet: await load(article.id) });
    } catch {
      setReading({ state: 'failed' }); // Said below; the press is the retry.
    }
  };
  return (
    <Stack gap="xs" mt={4}>
      <div>
        <Anchor
          component="button"
          type="button"
          size="sm"
          underline="always"
          aria-expanded={reading.state === 'open'}
          aria-controls={id}
          aria-busy={reading.state === 'loading'}
          onClick={() => void open()}
        >
          {t(reading.state === 'open' ? 'request.closeSheet' : 'request.readSheet', { title: article.title })}
        </Anchor>
      </div>
      {reading.state === 'failed' ? (
        <Text size="sm" role="alert">
          {t('request.noSheet')}
        </Text>
      ) : null}
      <div id={id} hidden={reading.state !== 'open'}>
        {reading.state === 'open' ? (
          <Paper p="md" withBorder component="article" aria-label={article.title} lang={reading.sheet.locale}>
            <Markdown text={reading.sheet.body} order={3} />
          </Paper>
        ) : null}
      </div>
    </Stack>
  );
}
