import { findingPage } from '@alongside/diagnostics';
import type { FixState } from '@alongside/protocol';
import { ErrorState, useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Text } from '@mantine/core';
import classes from '../health/health.module.css';
import { useCheckText } from '../health/use-check-text.ts';

type Done = Extract<FixState, { state: 'done' }>;

export interface FixOutcomeProps {
  readonly state: Done | Extract<FixState, { state: 'failed' }>;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}

/** What was done, what was left alone and why, and the check before and after. */
export function FixOutcome({ state, onAgain, onClose }: FixOutcomeProps) {
  const { t } = useTexts();
  const formats = useFormats();
  if (state.state === 'failed') {
    return (
      <ErrorState
        happened={t('fix.failed.happened')}
        safe={t('fix.failed.safe')}
        todo={t('fix.failed.todo')}
        code={state.code}
        onRetry={onAgain}
      />
    );
  }
  const { fix, done, bytes, left, leftCount, undone } = state;
  return (
    <>
      <Text role="status" fw={550}>
        {undone
          ? t('fix.undone')
          : bytes > 0
            ? t(`fix.${fix}.doneSized`, { size: formats.bytes(bytes) })
            : t(`fix.${fix}.done`, { count: done })}
      </Text>
      {leftCount === 0 ? null : (
        <div>
          <Text size="sm">{t('fix.left.title', { count: leftCount })}</Text>
          <ul className={classes.items}>
            {left.map(({ name, why }) => (
              <li key={name}>
                <Text size="sm">
                  {name}: {t(`fix.left.${why}`)}
                </Text>
              </li>
            ))}
          </ul>
        </div>
      )}
      <BeforeAndAfter state={state} />
      <Group gap="sm">
        <Button variant="default" size="sm" onClick={onAgain}>
          {t('fix.again')}
        </Button>
        <Button variant="default" size="sm" onClick={onClose}>
          {t('fix.close')}
        </Button>
      </Group>
    </>
  );
}

function BeforeAndAfter({ state }: { state: Done }) {
  const { t, language } = useTexts();
  const text = useCheckText();
  const { before, after, notAfter } = state;
  const sentence = (finding: Done['before']) => {
    if (finding === null) return undefined;
    const [line] = findingPage({ findings: [finding], unknowns: [] }, { text, locale: language }).findings;
    return line && `${text(`status.${line.status}`)}. ${line.sentence}`;
  };
  return (
    <dl className={classes.beforeAfter}>
      <dt>{t('fix.before')}</dt>
      <dd>{sentence(before) ?? t('fix.notKnown')}</dd>
      <dt>{t('fix.after')}</dt>
      <dd>{sentence(after) ?? (notAfter === null ? t('fix.notKnown') : text(`reason.${notAfter}`))}</dd>
    </dl>
  );
}
