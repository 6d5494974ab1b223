import type { ChatMessage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { ActionIcon } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState } from 'react';
import classes from './said-beside.module.css';

/** A message that stood on the page for so long was seen. */
const SEEN_AFTER_MS = 5_000;

/**
 * What was written to the user and may not have been seen, since a question stands in the place of the messages: those that
 * came while it is open or right before. `asked`: it is open.
 */
export function useUnseen(chat: readonly ChatMessage[], asked: boolean): readonly ChatMessage[] {
  const newest = chat.at(-1)?.id;
  const [seen, setSeen] = useState(newest);
  useEffect(() => {
    if (asked) return;
    const timer = setTimeout(() => setSeen(newest), SEEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [newest, asked]);
  // Who answered has read what was there.
  return asked ? chat.slice(chat.findLastIndex(({ id, from }) => id === seen || from === 'user') + 1) : [];
}

/**
 * Beside a question, outside of what is agreed to: it takes no focus, moves nothing, and the newest is in sight. A low window
 * has room for one line of it; whoever wants all of it presses, and the question gives way until they press again.
 */
export function SaidBeside({ messages }: { readonly messages: readonly ChatMessage[] }) {
  const { t } = useTexts();
  const formats = useFormats();
  const ids = useId();
  const list = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState(false);
  const some = messages.length > 0;
  const whole = some && wanted;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is what scrolls, and so is more room
  useEffect(() => {
    const element = list.current;
    const newest = element?.lastElementChild;
    if (element && newest instanceof HTMLElement) element.scrollTop = newest.offsetTop - element.offsetTop;
  }, [messages.length, whole]);
  return (
    <div className={classes.said} data-some={some || undefined} data-whole={whole || undefined}>
      <div
        ref={list}
        id={ids}
        className={classes.list}
        role="log"
        aria-label={some ? t('chat.unread', { count: messages.length }) : t('chat.title')}
        {...(some ? { tabIndex: 0 } : {})}
      >
        {messages.map(({ id, name, text, at }) => (
          <p key={id}>
            <span className={classes.who}>
              <bdi>{name}</bdi> · {formats.time(at)}:
            </span>{' '}
            <bdi>{text}</bdi>
          </p>
        ))}
      </div>
      {some ? (
        <ActionIcon
          variant="subtle"
          size={28}
          className={classes.more ?? ''}
          aria-expanded={whole}
          aria-controls={ids}
          aria-label={t('chat.unreadWhole')}
          onClick={() => setWanted(!whole)}
        >
          {whole ? <IconChevronDown size={18} stroke={1.5} /> : <IconChevronUp size={18} stroke={1.5} />}
        </ActionIcon>
      ) : null}
    </div>
  );
}
