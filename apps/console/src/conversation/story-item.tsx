import { isolated } from '@alongside/base';
import type { TicketEvent } from '@alongside/protocol';
import { MessageText, useFormats, useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import { AttachedFile } from '../files/attached-file.tsx';
import { KeptRecord } from '../records/kept-record.tsx';
import type { ChatLine } from '../session/session-view.ts';
import { SpreadFound } from '../spread/spread-found.tsx';
import classes from './conversation.module.css';
import { eventText, useEventSentence } from './event-sentence.ts';

/** What somebody said, as a line of its own with who and when. */
export function ChatItem({ line, userName }: { readonly line: ChatLine; readonly userName: string }) {
  const { t } = useTexts();
  const formats = useFormats();
  const delivery = line.delivery === 'sent' ? undefined : t(`chat.${line.delivery}`);
  return (
    <li className={classes.chat} data-from={line.from} data-passed-on={line.passedOn}>
      <Text size="xs" c="dimmed">
        {[
          isolated(line.from === 'user' ? userName : line.name),
          formats.time(line.at),
          line.throughServer ? t('chat.throughServer') : undefined,
          delivery,
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      <div className={classes.bubble}>
        {/* A link is one's own desk's, or it is only read: what was passed on came from the user's side. */}
        {line.from === 'technician' && line.passedOn !== true ? <MessageText text={line.text} links="open" /> : line.text}
      </div>
    </li>
  );
}

export interface EventItemProps {
  readonly ticketId: string;
  readonly event: TicketEvent;
  /** Of a session that ended: how long it was. */
  readonly lastedMs: number | undefined;
  /** Files that were deleted since. */
  readonly goneFiles: ReadonlySet<string>;
}

/** What happened, in one sentence; notes and solutions with their text, files to be opened. */
export function EventItem({ ticketId, event, lastedMs, goneFiles }: EventItemProps) {
  const formats = useFormats();
  const sentence = useEventSentence();
  const { body, at } = event;
  const text = eventText(body);
  const isOfDesk = event.actor.kind === 'technician';
  return (
    <li className={classes.event} data-type={body.type}>
      <Text size="sm" c="dimmed">
        <time dateTime={new Date(at).toISOString()} title={formats.dayAndTime(at)}>
          {formats.time(at)}
        </time>{' '}
        {sentence(event, lastedMs)}
      </Text>
      {text === undefined || text === '' ? null : (
        <div className={classes.text}>{isOfDesk ? <MessageText text={text} links="open" /> : text}</div>
      )}
      {body.type === 'recorded' && body.item.kind === 'spread' ? <SpreadFound item={body.item} /> : null}
      {body.type === 'record-kept' ? (
        <KeptRecord ticketId={ticketId} outline={body.outline} gone={goneFiles.has(body.file.attachmentId)} />
      ) : null}
      {body.type === 'attached' ? <AttachedFile file={body.file} gone={goneFiles.has(body.file.attachmentId)} /> : null}
    </li>
  );
}
