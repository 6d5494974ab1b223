import type { TicketEvent } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Textarea } from '@mantine/core';
import { IconArrowDown, IconSend } from '@tabler/icons-react';
import { type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ChatLine } from '../session/session-view.ts';
import { useDraft } from '../shared/use-draft.ts';
import classes from './conversation.module.css';
import { ChatItem, EventItem } from './story-item.tsx';
import { story } from './timeline.ts';

const MAX_TEXT = 4000;
/** Within this of the end counts as reading the end, px. */
const AT_END = 24;

export interface ConversationTabProps {
  readonly ticketId: string;
  readonly userName: string;
  readonly events: readonly TicketEvent[];
  readonly chat: readonly ChatLine[];
  /** How a message goes now; `none` where nobody would get it. */
  readonly way: 'link' | 'server' | 'none';
  readonly composerRef: RefObject<HTMLTextAreaElement | null>;
  readonly onSay: (text: string) => Promise<void>;
}

/** What was said and what happened, and the line to say more. */
export function ConversationTab({ ticketId, userName, events, chat, way, composerRef, onSay }: ConversationTabProps) {
  const { t } = useTexts();
  const items = useMemo(() => story(events, chat), [events, chat]);
  const scroll = useRef<HTMLElement>(null);
  const atEnd = useRef(true);
  const [unseen, setUnseen] = useState(false);
  const count = items.length;
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
    <div className={classes.tab}>
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
              <EventItem key={item.key} event={item.event} />
            ),
          )}
        </ol>
      </section>
      {unseen ? (
        <Button className={classes.newer} size="compact-sm" leftSection={<IconArrowDown size={14} aria-hidden />} onClick={toEnd}>
          {t('chat.newer')}
        </Button>
      ) : null}
      <div className={classes.where}>{t(`chat.way.${way}`, { name: userName })}</div>
      <Composer ticketId={ticketId} userName={userName} disabled={way === 'none'} composerRef={composerRef} onSay={onSay} />
    </div>
  );
}

interface ComposerProps {
  readonly ticketId: string;
  readonly userName: string;
  readonly disabled: boolean;
  readonly composerRef: RefObject<HTMLTextAreaElement | null>;
  readonly onSay: (text: string) => Promise<void>;
}

function Composer({ ticketId, userName, disabled, composerRef, onSay }: ComposerProps) {
  const { t } = useTexts();
  const [text, setText] = useDraft(`${ticketId}.chat`);
  const say = () => {
    const said = text.trim();
    if (said === '' || disabled) return;
    setText('');
    // A message that could not be sent stays in the story as such; nothing is lost here.
    void onSay(said);
    composerRef.current?.focus();
  };
  return (
    <div className={classes.composer}>
      <Textarea
        ref={composerRef}
        aria-label={t('chat.write', { name: userName })}
        placeholder={t('chat.write', { name: userName })}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={MAX_TEXT}
        style={{ flex: 1 }}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          say();
        }}
      />
      <Button
        onClick={say}
        disabled={disabled || text.trim() === ''}
        leftSection={<IconSend size={16} stroke={1.5} aria-hidden />}
      >
        {t('chat.send')}
      </Button>
    </div>
  );
}
