import { nextStep, type PlaybookRun, wordsFor } from '@alongside/desk';
import type { Capability, Language, Playbook, PlaybookStep } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconCheck, IconCircle, IconCircleFilled, IconPlayerTrackNext, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { PlaybookStepBox } from './playbook-step.tsx';
import classes from './playbooks.module.css';
import { UnfitForm } from './unfit-form.tsx';
import { usePlaybookMarks } from './use-playbook-marks.ts';

export interface PlaybookWayProps {
  readonly ticketId: string;
  /** By the user of the ticket. */
  readonly spoken: Language | null;
  readonly run: PlaybookRun;
  /** Undefined where this playbook is no more: then what was marked is all that there is. */
  readonly playbook: Playbook | undefined;
  readonly ask: ((capability: Capability) => void) | undefined;
  readonly onUnfit: (note: string) => void;
}

const LOOKS = {
  done: { icon: IconCheck, colour: 'var(--alongside-idle)' },
  failed: { icon: IconX, colour: 'var(--alongside-viewed)' },
  skipped: { icon: IconPlayerTrackNext, colour: 'var(--alongside-offline)' },
  now: { icon: IconCircleFilled, colour: 'var(--alongside-idle)' },
  open: { icon: IconCircle, colour: 'var(--alongside-offline)' },
} as const;

/** The steps of one playbook, where somebody is in them, and the ways out. */
export function PlaybookWay({ ticketId, spoken, run, playbook, ask, onUnfit }: PlaybookWayProps) {
  const { t } = useTexts();
  const marks = usePlaybookMarks(ticketId);
  const [again, setAgain] = useState<string>();
  const next = playbook === undefined ? undefined : nextStep(playbook, run);
  const nowId = again ?? (typeof next === 'object' ? next.id : undefined);
  const box = useRef<HTMLDivElement>(null);
  const first = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: who marked a step goes on at the next one, also by keyboard
  useEffect(() => {
    if (!first.current) box.current?.focus();
    first.current = false;
  }, [nowId, run.marks.length]);
  const steps: readonly PlaybookStep[] = playbook?.steps ?? run.marks.map(({ step, text }) => ({ id: step, text }));
  const isSolved = playbook?.steps.some(
    ({ id, solves }) => solves && run.marks.some((mark) => mark.step === id && mark.result === 'done'),
  );
  const end = () => marks.mutate({ body: { act: 'end', playbook: run.playbook, how: 'ended', note: '' } });
  return (
    <section aria-label={t('playbooks.named', { title: run.title })}>
      <Title order={3} size="h5">
        {run.title}
      </Title>
      <ol className={classes.steps}>
        {steps.map((step) => {
          const mark = run.marks.find((each) => each.step === step.id);
          const isNow = step.id === nowId;
          const look = isNow ? 'now' : (mark?.result ?? 'open');
          const { icon: Icon, colour } = LOOKS[look];
          return (
            <li key={step.id} aria-current={isNow ? 'step' : undefined}>
              <Icon
                size={16}
                stroke={2}
                style={{ color: colour, marginTop: 3 }}
                role="img"
                aria-label={t(`playbooks.mark.${look}`)}
              />
              <div>
                <Text size="sm" fw={isNow ? 620 : 400}>
                  {step.text}
                </Text>
                {mark === undefined || isNow ? null : (
                  <Group gap="xs">
                    {mark.note === '' ? null : (
                      <Text size="xs" c="dimmed">
                        {mark.note}
                      </Text>
                    )}
                    <Button
                      size="compact-xs"
                      variant="subtle"
                      color="gray"
                      onClick={() => setAgain(step.id)}
                      aria-label={t('playbooks.againStep', { text: step.text })}
                    >
                      {t('playbooks.again')}
                    </Button>
                  </Group>
                )}
                {isNow ? (
                  <div ref={box} tabIndex={-1} className={classes.box}>
                    <PlaybookStepBox
                      ticketId={ticketId}
                      step={step}
                      words={playbook === undefined ? undefined : wordsFor(step, playbook.locale, spoken)}
                      ask={ask}
                      pending={marks.isPending}
                      onMark={(result, note, kept) =>
                        marks.mutate({
                          body: { act: 'mark', playbook: run.playbook, step: step.id, result, note },
                          kept: () => {
                            kept();
                            setAgain(undefined);
                          },
                        })
                      }
                    />
                  </div>
                ) : null}
              </div>
            </li>
          );
        })}
      </ol>
      <Stack gap="xs" mt="xs">
        {nowId !== undefined || next === 'unfit' ? null : (
          <div ref={box} tabIndex={-1} className={classes.box} role="status">
            <Text size="sm">{t(isSolved ? 'playbooks.solved' : 'playbooks.through')}</Text>
          </div>
        )}
        {next === 'unfit' && playbook !== undefined ? (
          <div ref={box} tabIndex={-1} className={classes.box} role="status">
            <Text size="sm">{t('playbooks.endsHere')}</Text>
            <Text size="sm">{playbook.unfit.text}</Text>
          </div>
        ) : null}
        <UnfitForm
          ticketId={ticketId}
          opened={next === 'unfit'}
          hand={playbook?.unfit.hand ?? ''}
          pending={marks.isPending}
          onUnfit={(note, kept) =>
            marks.mutate({
              body: { act: 'end', playbook: run.playbook, how: 'unfit', note },
              kept: () => {
                kept();
                onUnfit(note);
              },
            })
          }
        />
        <Group>
          <Button size="compact-sm" variant="default" loading={marks.isPending} onClick={end}>
            {t('playbooks.end')}
          </Button>
        </Group>
      </Stack>
    </section>
  );
}
