import type { session, TicketEvent } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Textarea } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { type RefObject, useMemo } from 'react';
import type { ChatLine } from '../session/session-view.ts';
import { useDraft } from '../shared/use-draft.ts';
import { CompanyLine } from '../watch/company.tsx';
import classes from './conversation.module.css';
import { StoryBox } from './story-box.tsx';
import { story } from './timeline.ts';

const MAX_TEXT = 4000;

export interface ConversationTabProps {
  readonly ticketId: string;
  readonly userName: string;
  readonly events: readonly TicketEvent[];
  readonly chat: readonly ChatLine[];
  /** Who else is there and reads along. */
  readonly company: session.Company;
  /** How a message goes now: `server` before the session, `after` it; `none` where nobody would get it, `watch` before one may watch. */
  readonly way: 'link' | 'server' | 'after' | 'none' | 'watch';
  readonly composerRef: RefObject<HTMLTextAreaElement | null>;
  readonly onSay: (text: string) => Promise<void>;
}

/** What was said and what happened, and the line to say more. */
export function ConversationTab({ ticketId, userName, events, chat, company, way, composerRef, onSay }: ConversationTabProps) {
  const { t } = useTexts();
  const items = useMemo(() => story(events, chat), [events, chat]);
  return (
    <div className={classes.tab}>
      <StoryBox ticketId={ticketId} items={items} userName={userName} />
      <div className={classes.where}>
        <CompanyLine company={company} />
        {company.length > 0 && way === 'link'
          ? t('chat.way.company', { name: userName, others: company.map(({ name }) => name).join(', ') })
          : t(`chat.way.${way}`, { name: userName })}
      </div>
      <Composer
        ticketId={ticketId}
        userName={userName}
        disabled={way === 'none' || way === 'watch'}
        composerRef={composerRef}
        onSay={onSay}
      />
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
  // One with the ticket's own page, which stands here before a claim and after a reload.
  const [text, setText] = useDraft(`${ticketId}.user`);
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
