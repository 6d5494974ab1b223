import type { TicketEvent } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import type { ChatLine } from '../session/session-view.ts';
import classes from './conversation.module.css';

/** What somebody said, as a line of its own with who and when. */
export function ChatItem({ line, userName }: { readonly line: ChatLine; readonly userName: string }) {
  const { t } = useTexts();
  const formats = useFormats();
  const delivery = line.delivery === 'sent' ? undefined : t(`chat.${line.delivery}`);
  return (
    <li className={classes.chat} data-from={line.from}>
      <Text size="xs" c="dimmed">
        {[
          line.from === 'user' ? userName : line.name,
          formats.time(line.at),
          line.throughServer ? t('chat.throughServer') : undefined,
          delivery,
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      <div className={classes.bubble}>{line.text}</div>
    </li>
  );
}

/** What happened, in one sentence; notes and solutions with their text. */
export function EventItem({ event }: { readonly event: TicketEvent }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { body, actor, at } = event;
  const sentence = () => {
    switch (body.type) {
      case 'released':
        return t(`event.released.${body.reason}`, { name: actor.name });
      case 'session-ended':
        return t('event.session-ended', { reason: reasonText(body.reason) });
      case 'call-back':
        return t('event.call-back', { name: actor.name, phone: body.phone, when: body.when });
      case 'cancelled':
        return t(actor.kind === 'system' ? 'event.gone' : 'event.cancelled', { name: actor.name });
      default:
        return t(`event.${body.type}`, { name: actor.name });
    }
  };
  const reasonText = (reason: string) => t(`endReason.${reason}`, { defaultValue: reason });
  const text = 'text' in body ? body.text : 'solution' in body ? body.solution : undefined;
  return (
    <li className={classes.event} data-type={body.type}>
      <Text size="sm" c="dimmed">
        <time dateTime={new Date(at).toISOString()} title={formats.dayAndTime(at)}>
          {formats.time(at)}
        </time>{' '}
        {sentence()}
      </Text>
      {text === undefined || text === '' ? null : <div className={classes.text}>{text}</div>}
    </li>
  );
}
