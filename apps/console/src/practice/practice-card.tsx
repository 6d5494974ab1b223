import { useTexts } from '@alongside/ui';
import { Button, CloseButton, Code, Group, Paper, Text, Title, VisuallyHidden } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled, IconCircleDot } from '@tabler/icons-react';
import { useParams } from '@tanstack/react-router';
import { useDesk } from '../desk/desk-context.ts';
import { PRACTICE_STEPS } from '../shared/preferences.ts';
import { useServices } from '../shared/services.ts';
import { useObservable } from '../shared/use-observable.ts';
import classes from './practice-card.module.css';

function usePractice() {
  const { preferences } = useServices();
  const { user } = useDesk();
  const kept = preferences.practice(user.id);
  const practice = useObservable(kept);
  const hide = (hidden: boolean) => kept.set({ done: hidden ? practice.done : [], hidden });
  return { ...practice, hide, next: PRACTICE_STEPS.find((step) => !practice.done.includes(step)) };
}

/** On the page before a request is chosen: what a first session is, and how to have one alone. */
export function PracticeCard() {
  const { t } = useTexts();
  const { hidden, hide } = usePractice();
  if (hidden) {
    return (
      <Button variant="subtle" onClick={() => hide(false)}>
        {t('practice.show')}
      </Button>
    );
  }
  return (
    <Paper component="section" withBorder p="lg" w="100%" maw={520} aria-labelledby="practice-title">
      <PracticeHead />
      <Text size="sm" c="dimmed" mt={4} mb="sm">
        {t('practice.lead')}
      </Text>
      <PracticeList />
    </Paper>
  );
}

/** The same in the queue's column while another page is open, from the first request of a practice computer on. */
export function PracticeStrip() {
  const { done, hidden } = usePractice();
  const { ticketId } = useParams({ strict: false });
  if (hidden || done.length === 0 || ticketId === undefined) return <div />;
  return (
    <section className={classes.strip} aria-labelledby="practice-title">
      <PracticeHead />
      <PracticeList />
    </section>
  );
}

function PracticeHead() {
  const { t } = useTexts();
  const { done, hide } = usePractice();
  return (
    <Group justify="space-between" wrap="nowrap" gap="xs">
      <Title order={3} size="h5" id="practice-title">
        {t('practice.title')}
      </Title>
      <Group gap={4} wrap="nowrap">
        <Text size="sm" c="dimmed" role="status" style={{ whiteSpace: 'nowrap' }}>
          {t('practice.progress', { done: done.length, all: PRACTICE_STEPS.length })}
        </Text>
        <CloseButton size="sm" aria-label={t('practice.hide')} onClick={() => hide(true)} />
      </Group>
    </Group>
  );
}

/** All steps; the one that is next says how. */
function PracticeList() {
  const { t } = useTexts();
  const { done, next } = usePractice();
  return (
    <>
      <ol className={classes.steps}>
        {PRACTICE_STEPS.map((step) => (
          <li key={step} className={classes.step} aria-current={step === next ? 'step' : undefined}>
            <Mark isDone={done.includes(step)} isNext={step === next} />
            <div>
              <Text size="sm" {...(step === next ? { fw: 620 } : { c: 'dimmed' })}>
                {t(`practice.step.${step}.title`)}
              </Text>
              {step === next ? <Text size="sm">{t(`practice.step.${step}.hint`)}</Text> : null}
              {step === 'request' && step === next ? <Code className={classes.command}>{t('practice.command')}</Code> : null}
            </div>
          </li>
        ))}
      </ol>
      {next === undefined ? (
        <Text size="sm" mt="sm">
          {t('practice.finished')}
        </Text>
      ) : null}
    </>
  );
}

function Mark({ isDone, isNext }: { readonly isDone: boolean; readonly isNext: boolean }) {
  const { t } = useTexts();
  if (!isDone) {
    const Icon = isNext ? IconCircleDot : IconCircle;
    return <Icon size={18} stroke={1.5} aria-hidden className={isNext ? classes.next : classes.open} />;
  }
  return (
    <>
      <IconCircleCheckFilled size={18} aria-hidden className={classes.done} />
      <VisuallyHidden>{t('practice.done')}</VisuallyHidden>
    </>
  );
}
