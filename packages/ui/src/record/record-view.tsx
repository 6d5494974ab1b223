import { type Say, signedSpans, technicianName, tellProof, tellSigned, tellVerdict, tellVouching } from '@alongside/consent';
import { Button, Checkbox, Group, List, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconDownload, IconPrinter } from '@tabler/icons-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useFormats } from '../formats.ts';
import { saveText } from '../save-text.ts';
import { useUiTexts } from '../texts/use-texts.ts';
import classes from './record.module.css';
import type { CheckedRecord, CheckRecord, Intact } from './record-check.ts';
import { RecordTimeline } from './record-timeline.tsx';
import { bookkeepingIn } from './timeline.ts';
import { VerdictNote } from './verdict-note.tsx';

export interface RecordViewProps {
  /** The record's bytes as text. */
  readonly text: string;
  readonly check: CheckRecord;
  /** The heading's level: 1 where the record is the whole page. */
  readonly order: 1 | 2;
  /** This computer's key, where the page is that of a computer. */
  readonly ownKey?: string;
  /** More about a record that is intact, below the verdict. */
  readonly note?: (record: Intact) => ReactNode;
  /** What else can be done with it, beside saving and printing. */
  readonly actions?: ReactNode;
}

/** A record as a story, checked in this browser: what happened, who signed it, and what it cannot prove. */
export function RecordView({ text, check, order, ownKey, note, actions }: RecordViewProps) {
  const t = useUiTexts();
  const [checked, setChecked] = useState<CheckedRecord & { readonly text: string }>();
  useEffect(() => {
    let current = true;
    void check(text).then((result) => {
      if (current) setChecked({ ...result, text });
    });
    return () => {
      current = false;
    };
  }, [text, check]);
  if (checked?.text !== text) {
    return (
      <Stack gap="sm" role="status" aria-busy aria-label={t('record.checking')}>
        <Skeleton height={28} width="60%" />
        <Skeleton height={72} />
        <Skeleton height={240} />
      </Stack>
    );
  }
  return <Checked checked={checked} text={text} order={order} ownKey={ownKey} note={note} actions={actions} />;
}

interface CheckedProps {
  readonly checked: CheckedRecord;
  readonly text: string;
  readonly order: 1 | 2;
  readonly ownKey: string | undefined;
  readonly note: RecordViewProps['note'];
  readonly actions: ReactNode;
}

function Checked({ checked: { verification, vouching }, text, order, ownKey, note, actions }: CheckedProps) {
  const t = useUiTexts();
  const [everything, setEverything] = useState(false);
  const say: Say = (key, gaps) => t(`story.${key}`, { ...gaps });
  const { events } = verification;
  const name = technicianName(events);
  const proof = verification.verdict === 'broken' ? undefined : verification.proof;
  const vouched = tellVouching(say, vouching, events);
  const known = { device: ownKey !== undefined && ownKey === proof?.agentKey, technician: false };
  const open = proof ? tellProof(say, proof, events, known) : [];
  const number = events[0]?.data.requestNumber;
  return (
    <article className={classes.record}>
      {events.length === 0 ? null : <Heading events={events} name={name} number={number} order={order} />}
      <VerdictNote verdict={vouching.state === 'false' ? 'broken' : verification.verdict} lines={tellVerdict(say, verification)}>
        {proof && ownKey !== undefined ? <Text size="sm">{t(known.device ? 'record.own' : 'record.foreign')}</Text> : null}
        {vouched === undefined ? null : <Text size="sm">{vouched}</Text>}
        {verification.verdict === 'broken' ? null : note?.(verification)}
      </VerdictNote>
      {verification.verdict === 'broken' ? null : (
        <Group gap="sm" className={classes.actions}>
          <Button
            variant="default"
            leftSection={<IconDownload size={16} stroke={1.5} aria-hidden />}
            onClick={() => saveText(`alongside-${String(number)}.json`, text, 'application/json')}
          >
            {t('record.save')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconPrinter size={16} stroke={1.5} aria-hidden />}
            onClick={() => window.print()}
          >
            {t('record.print')}
          </Button>
          {actions}
        </Group>
      )}
      {events.length === 0 ? null : (
        <section>
          <Group justify="space-between" align="baseline" mb="xs">
            <Title order={order === 1 ? 2 : 3} size="h3">
              {t(verification.verdict === 'broken' ? 'record.holds' : 'record.happened')}
            </Title>
            {bookkeepingIn(events) === 0 ? null : (
              <Checkbox
                className={classes.actions}
                size="sm"
                label={t('record.everything')}
                checked={everything}
                onChange={(event) => setEverything(event.currentTarget.checked)}
              />
            )}
          </Group>
          <RecordTimeline
            events={events}
            spans={proof ? signedSpans(proof, events.length) : []}
            say={say}
            name={name}
            everything={everything}
          />
        </section>
      )}
      {proof === undefined ? null : (
        <section>
          <Title order={order === 1 ? 2 : 3} size="h3" mb="xs">
            {t('record.signatures')}
          </Title>
          <Lines lines={tellSigned(say, proof, events)} />
        </section>
      )}
      {open.length === 0 ? null : (
        <section>
          <Title order={order === 1 ? 2 : 3} size="h3" mb="xs">
            {t('record.unproven')}
          </Title>
          <Lines lines={open} />
        </section>
      )}
      {verification.verdict === 'broken' ? null : (
        <Text size="xs" c="dimmed">
          {t('record.foot', { session: verification.session })}
        </Text>
      )}
    </article>
  );
}

interface HeadingProps {
  readonly events: CheckedRecord['verification']['events'];
  readonly name: string;
  readonly number: unknown;
  readonly order: 1 | 2;
}

function Heading({ events, name, number, order }: HeadingProps) {
  const t = useUiTexts();
  const formats = useFormats();
  const [first, last] = [events[0], events.at(-1)].map((event) => Date.parse(event?.at ?? ''));
  return (
    <header>
      <Title order={order}>{t('record.title', { number: String(number), name })}</Title>
      <Text size="sm" c="dimmed">
        {t('record.when', {
          day: formats.fullDay(first ?? 0),
          start: formats.time(first ?? 0),
          end: sameDay(first, last) ? formats.time(last ?? 0) : formats.dayAndTime(last ?? 0),
        })}
      </Text>
    </header>
  );
}

function sameDay(first = 0, last = 0): boolean {
  return new Date(first).toDateString() === new Date(last).toDateString();
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <List size="sm" spacing={4} className={classes.lines}>
      {lines.map((line) => (
        <List.Item key={line}>{line}</List.Item>
      ))}
    </List>
  );
}
