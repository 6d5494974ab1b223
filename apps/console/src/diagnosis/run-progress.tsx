import type { DiagnosisRun } from '@alongside/technician-core';
import { useTexts } from '@alongside/ui';
import { Button, Group, Progress, Text } from '@mantine/core';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';
import { useObservable } from '../shared/use-observable.ts';
import classes from './diagnosis.module.css';

/** How far a run is, what it looks at now in words, and the way to cancel it. */
export function RunProgress({ run, session }: { readonly run: DiagnosisRun; readonly session: ClaimedTicket }) {
  const { t, has } = useTexts();
  const progress = useObservable(run.progress);
  const { live, paused } = useObservable(session.grants);
  const waits = live['diagnostics.read']?.frozen === true && !paused;
  const share = progress === undefined ? 0 : (progress.done / progress.total) * 100;
  const said = () => {
    if (waits) return t('diagnosis.waits', { name: session.userName });
    if (progress === undefined) return t('diagnosis.starting');
    const { done, total, now } = progress;
    // A newer agent may check what this page has no word for.
    const key = [`checks.checks.${now}.title`, `facts.title.${now}`].find(has);
    return key === undefined ? t('diagnosis.count', { done, total }) : t('diagnosis.progress', { done, total, now: t(key) });
  };
  return (
    <Group gap="md" wrap="nowrap" className={classes.progress}>
      <div style={{ flex: 1 }}>
        <Text size="sm" role="status">
          {said()}
        </Text>
        <Progress value={share} mt={4} aria-label={t('diagnosis.running')} />
      </div>
      <Button size="compact-md" variant="default" onClick={() => run.cancel()}>
        {t('diagnosis.cancel')}
      </Button>
    </Group>
  );
}
