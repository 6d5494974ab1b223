import type { FeedItem } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Code, Text } from '@mantine/core';
import classes from './feed-list.module.css';
import { sentenceKey, useSentenceGaps } from './sentences.ts';

export interface FeedListProps {
  readonly items: readonly FeedItem[];
  /** The technician's. */
  readonly name: string;
}

/** What happened, in plain sentences, newest last. */
export function FeedList({ items, name }: FeedListProps) {
  const { t } = useTexts();
  const formats = useFormats();
  if (items.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('feed.empty', { name })}
      </Text>
    );
  }
  return (
    <ol className={classes.list} aria-label={t('feed.label')}>
      {items.map((item) => (
        <li key={item.seq}>
          <time dateTime={new Date(item.at).toISOString()}>{formats.time(item.at)}</time>
          <span>
            <Sentence item={item} name={name} />
            {item.source === null ? null : (
              <Text component="span" size="xs" c="dimmed">
                {` (${t(`feed.${item.source}`)})`}
              </Text>
            )}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Stands for a command line while the sentence is made, so that the line itself is never read as anything but text. */
const COMMAND = '\uE000';

function Sentence({ item, name }: { item: FeedItem; name: string }) {
  const { t, has } = useTexts();
  const gaps = useSentenceGaps(item, name);
  const key = sentenceKey(has, item);
  if (item.type !== 'shell/command') return t(key, gaps);
  const [before, after] = t(key, { ...gaps, text: COMMAND }).split(COMMAND);
  return (
    <>
      {before}
      <Code>{item.text ?? ''}</Code>
      {after}
    </>
  );
}
