import { useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import classes from './conversation.module.css';
import { ChatItem, EventItem } from './story-item.tsx';
import type { StoryItem } from './timeline.ts';

/** Within this of the end counts as reading the end, px. */
const AT_END = 24;

export interface StoryBoxProps {
  readonly ticketId: string;
  readonly items: readonly StoryItem[];
  readonly userName: string;
}

/** What was said and what happened, in a box that scrolls; what arrives moves nobody who reads further up. */
export function StoryBox({ ticketId, items, userName }: StoryBoxProps) {
  const { t } = useTexts();
  const scroll = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const [unseen, setUnseen] = useState(false);
  const count = items.length;
  const gone = useMemo(() => new Set(items.flatMap(deletedFile)), [items]);
  const toEnd = () => {
    const box = scroll.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
    setUnseen(false);
  };
  // Whoever reads further up stays there; a button tells that there is more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when something is added
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
    else setUnseen(true);
  }, [count]);
  return (
    <>
      <section
        ref={scroll}
        className={classes.scroll}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t('chat.story')}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          atEnd.current = scrollHeight - scrollTop - clientHeight < AT_END;
          if (atEnd.current) setUnseen(false);
        }}
      >
        <ol className={classes.story} aria-live="polite">
          {items.map((item) =>
            item.kind === 'chat' ? (
              <ChatItem key={item.key} line={item.line} userName={userName} />
            ) : (
              <EventItem key={item.key} ticketId={ticketId} event={item.event} lastedMs={item.lastedMs} goneFiles={gone} />
            ),
          )}
        </ol>
      </section>
      {unseen ? (
        <Button className={classes.newer} size="compact-sm" leftSection={<IconArrowDown size={14} aria-hidden />} onClick={toEnd}>
          {t('chat.newer')}
        </Button>
      ) : null}
    </>
  );
}

function deletedFile(item: StoryItem): string[] {
  return item.kind === 'event' && item.event.body.type === 'detached' ? [item.event.body.attachmentId] : [];
}
