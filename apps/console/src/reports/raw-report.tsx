import { StatusLight, useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import type { SentReport } from './read-report.ts';
import classes from './report.module.css';

/** The bytes that the device sent, and whether their hash, computed in this page, is the one that came with them. */
export function RawReport({ sent }: { readonly sent: SentReport }) {
  const { t } = useTexts();
  return (
    <section aria-label={t('checkup.raw')}>
      <StatusLight of={sent.reduced ? 'unknown' : sent.intact ? 'pass' : 'fail'}>
        {t(sent.reduced ? 'checkup.reduced' : sent.intact ? 'checkup.intact' : 'checkup.broken')}
      </StatusLight>
      <Text ff="monospace" size="xs" my="xs" style={{ overflowWrap: 'anywhere' }}>
        {t('checkup.sha256', { hash: sent.sha256 })}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className={classes.raw} tabIndex={0} aria-label={t('checkup.rawBytes')}>
        <pre>{sent.body}</pre>
      </section>
    </section>
  );
}
