import { type CallNote, callMs } from '@alongside/desk';
import { clockFace, useTexts } from '@alongside/ui';
import { Button, Group, Stack, Text, Textarea, Title } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { drawAndFocus } from '../shared/draw-and-focus.ts';
import { useNow, useObservable } from '../shared/use-observable.ts';
import { useShortcuts } from '../shared/use-shortcuts.ts';
import { useCalls } from './call-context.tsx';
import { CallEnd } from './call-end.tsx';
import { CallerFinder } from './caller-finder.tsx';
import classes from './calls.module.css';

type Noted = Exclude<CallNote, { state: 'none' }>;

/** At the foot of every page while a call is noted: how long it lasts, whom it is with, what is said. `p` begins one. */
export function CallPanel() {
  const calls = useCalls();
  const may = useMay();
  const note = useObservable(calls.note);
  useShortcuts({ p: () => may('tickets.claim') && calls.start('in') });
  return note.state === 'none' ? null : <Noting key={note.callId} note={note} />;
}

function Noting({ note }: { readonly note: Noted }) {
  const { t } = useTexts();
  const calls = useCalls();
  const now = useNow(1_000);
  const field = useRef<HTMLTextAreaElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const { state, direction, with: whom } = note;
  useEffect(() => field.current?.focus(), []);
  return (
    <section className={classes.panel} aria-label={t('calls.label')}>
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Title order={2} size="h4">
            {t(`calls.title.${direction}`)}
          </Title>
          <Text
            role="timer"
            aria-live="off"
            fw={620}
            className={classes.time}
            aria-label={t('calls.lasts')}
            data-running={state === 'running' || undefined}
          >
            {clockFace(callMs(note, now))}
          </Text>
        </Group>
        {whom.phone === '' ? null : <Text size="sm">{t('calls.at', { phone: whom.phone })}</Text>}
        <CallerFinder whom={whom} onKnown={(next) => calls.know(next)} />
        <Textarea
          ref={field}
          size="sm"
          label={t('calls.note')}
          autosize
          minRows={3}
          maxRows={8}
          maxLength={4000}
          value={note.note}
          onChange={(event) => calls.write(event.currentTarget.value)}
        />
        {state === 'running' ? (
          <Group>
            <Button
              size="sm"
              onClick={() =>
                drawAndFocus(
                  () => calls.hangUp(),
                  () => end.current?.querySelector('input, button'),
                )
              }
            >
              {t('calls.hangUp')}
            </Button>
          </Group>
        ) : (
          <div ref={end}>
            <CallEnd note={note} />
          </div>
        )}
      </Stack>
    </section>
  );
}
