import { type ChatMessage, type Phase, shellPage } from '@alongside/protocol';
import { type LoadSheet, MessageText, SentSheet, useFormats, useTexts } from '@alongside/ui';
import { Button, Text, Textarea } from '@mantine/core';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useAsk, useCore, useObservable, useUnsent } from '../core/core-context.tsx';
import classes from './chat.module.css';

interface ChatListProps {
  readonly messages: readonly ChatMessage[];
  /** Where articles that came with an answer can be read. */
  readonly loadSheet?: LoadSheet;
}

export function ChatList({ messages, loadSheet }: ChatListProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new message is what scrolls
  useEffect(() => {
    const element = list.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  }, [messages.length]);
  if (messages.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('chat.empty')}
      </Text>
    );
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div ref={list} className={classes.list} role="log" aria-label={t('chat.title')} tabIndex={0}>
      {messages.map(({ id, from, name, text, at, article }) => (
        <div key={id} className={classes.message} data-own={from === 'user' || undefined}>
          <Text size="xs" c="dimmed">
            <bdi>{from === 'user' ? t('chat.you') : name}</bdi>
            {' · '}
            <time dateTime={new Date(at).toISOString()}>{formats.time(at)}</time>
          </Text>
          {from === 'user' ? <p dir="auto">{text}</p> : <MessageText text={text} links="told" />}
          {article === undefined || loadSheet === undefined ? null : <SentSheet article={article} load={loadSheet} />}
        </div>
      ))}
    </div>
  );
}

/** Of the request that one writes about. */
function numberOf(phase: Phase | undefined): number | undefined {
  if (phase === undefined) return undefined;
  if (phase.phase === 'session') return phase.session.number;
  return 'number' in phase ? phase.number : undefined;
}

export interface ChatComposerProps {
  /** Who reads what is written, where that is more than one. */
  readonly readers?: string | undefined;
}

/** One line to write in; grows. Enter sends, Shift and Enter makes a new line. A message that failed stays. */
export function ChatComposer({ readers }: ChatComposerProps) {
  const { t } = useTexts();
  const ask = useAsk();
  const { client } = useCore();
  const [text, setText] = useUnsent(`chat.${numberOf(useObservable(client.view)?.phase) ?? ''}`);
  const send = async () => {
    const said = text.trim();
    if (said === '') return;
    setText(() => '');
    // Before what was written meanwhile.
    if (!(await ask(shellPage.pageChatSay, { text: said }))) setText((now) => (now === '' ? said : `${said}\n${now}`));
  };
  const handleKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };
  return (
    <div className={classes.composer}>
      <Textarea
        aria-label={t('chat.field')}
        description={readers}
        descriptionProps={{ mb: 4, fz: 'sm', c: 'var(--mantine-color-text)' }}
        placeholder={t('chat.field')}
        autosize
        minRows={1}
        maxRows={4}
        maxLength={4000}
        value={text}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          setText(() => typed);
        }}
        onKeyDown={handleKey}
      />
      <Button variant="default" onClick={() => void send()}>
        {t('chat.send')}
      </Button>
    </div>
  );
}
