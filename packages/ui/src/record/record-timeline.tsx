import { type LedgerEvent, type Say, type SignedSpan, tellEvent } from '@alongside/consent';
import { Code, Text } from '@mantine/core';
import {
  IconClipboardCheck,
  IconDeviceDesktop,
  IconFileCertificate,
  IconHandStop,
  IconMessage,
  IconMouse,
  IconPlugConnected,
  IconShieldHalf,
  IconTerminal2,
  IconTool,
  IconUsers,
} from '@tabler/icons-react';
import { useFormats } from '../formats.ts';
import { useUiTexts } from '../texts/use-texts.ts';
import classes from './record.module.css';
import { type Topic, timelineOf } from './timeline.ts';

const ICONS: Readonly<Record<Topic, typeof IconUsers>> = {
  session: IconUsers,
  consent: IconHandStop,
  screen: IconDeviceDesktop,
  input: IconMouse,
  shell: IconTerminal2,
  chat: IconMessage,
  diagnosis: IconClipboardCheck,
  action: IconTool,
  link: IconPlugConnected,
  rules: IconShieldHalf,
  record: IconFileCertificate,
};

export interface RecordTimelineProps {
  readonly events: readonly LedgerEvent[];
  readonly spans: readonly SignedSpan[];
  readonly say: Say;
  /** The technician's. */
  readonly name: string;
  readonly everything: boolean;
}

/** What happened, a line each, in the order of the record. */
export function RecordTimeline({ events, spans, say, name, everything }: RecordTimelineProps) {
  const t = useUiTexts();
  const formats = useFormats();
  return (
    <ol className={classes.timeline} aria-label={t('record.timeline')}>
      {timelineOf(events, spans, everything).map((item) => {
        if (item.kind === 'day') {
          return (
            <li key={item.key} className={classes.day}>
              {formats.fullDay(item.at)}
            </li>
          );
        }
        if (item.kind === 'signed') {
          return (
            <li key={item.key} className={classes.boundary} data-by={item.by}>
              {t(`record.from.${item.by}`, { name })}
            </li>
          );
        }
        const Icon = ICONS[item.topic];
        return (
          <li key={item.key} className={classes.line} data-topic={item.topic}>
            <span className={classes.seq}>{item.event.seq}</span>
            <time dateTime={item.event.at} title={formats.dayAndTime(item.at)}>
              {formats.exactTime(item.at)}
            </time>
            <Icon size={16} stroke={1.5} aria-hidden className={classes.icon} />
            <Sentence event={item.event} say={say} name={name} />
          </li>
        );
      })}
    </ol>
  );
}

/** Stands for a command line while the sentence is made, so that the line itself is never read as anything but text. */
const COMMAND = '\uE000';

function Sentence({ event, say, name }: { readonly event: LedgerEvent; readonly say: Say; readonly name: string }) {
  const { line } = event.texts;
  if (event.type !== 'shell/command' || line === undefined) {
    return (
      <Text component="span" inherit className={classes.sentence}>
        {tellEvent(say, event, name)}
      </Text>
    );
  }
  const [before, after] = tellEvent(say, { ...event, texts: { line: COMMAND } }, name).split(COMMAND);
  return (
    <span className={classes.sentence}>
      {before}
      <Code>{line}</Code>
      {after}
    </span>
  );
}
