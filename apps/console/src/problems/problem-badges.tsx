import type { ProblemSummary } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Badge, Text } from '@mantine/core';
import classes from './problems.module.css';

type Marked = Pick<ProblemSummary, 'state' | 'fixedIn' | 'hasWorkaround' | 'askedAt'>;

/** Where a problem stands, at a glance. */
export function ProblemBadges({ problem: { state, fixedIn, hasWorkaround, askedAt } }: { readonly problem: Marked }) {
  const { t } = useTexts();
  const formats = useFormats();
  return (
    <span className={classes.facts}>
      <Badge variant="outline" color={state === 'fixed' || state === 'verified' ? 'idle' : 'gray'} className={classes.badge}>
        {t(`problems.state.${state}`)}
      </Badge>
      {fixedIn === '' ? null : (
        <Text span size="sm">
          {t('problems.fixedIn', { version: fixedIn })}
        </Text>
      )}
      {hasWorkaround ? (
        <Text span size="sm" c="dimmed">
          {t('problems.hasWorkaround')}
        </Text>
      ) : null}
      {askedAt === null ? null : (
        <Text span size="sm" fw={620} c="var(--alongside-viewed)">
          {t('problems.askedAt', { day: formats.day(askedAt) })}
        </Text>
      )}
    </span>
  );
}
