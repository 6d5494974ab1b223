import { createFactFormats } from '@alongside/diagnostics';
import type { PastCheck } from '@alongside/protocol';
import { Sparkline, type SparkPoint, useTexts } from '@alongside/ui';
import { Paper, Text, Title } from '@mantine/core';
import classes from './health.module.css';

/** How free space, memory and findings went over the kept checks. Two are needed for a line. */
export function Trends({ past }: { past: readonly PastCheck[] }) {
  const { t, language } = useTexts();
  if (past.length < 2) return null;
  const share = createFactFormats(language).share;
  const oldestFirst = past.toReversed();
  const points = (value: (check: PastCheck) => number | null) =>
    oldestFirst.map((check) => ({ x: check.startedAt, y: value(check) }));
  // Of the network alone less is found than of all, and where nothing could be checked nothing is: that is no way up.
  const wanting = ({ counts: { fail, warn, info, pass }, profile }: PastCheck) =>
    profile === past[0]?.profile && fail + warn + info + pass > 0 ? fail + warn : null;
  const most = Math.max(1, ...past.map((check) => wanting(check) ?? 0));
  return (
    <section aria-label={t('health.trends.title')}>
      <Title order={2} mb="xs">
        {t('health.trends.title')}
      </Title>
      <div className={classes.trends}>
        <Trend name={t('health.trends.disk')} points={points(({ diskFree }) => diskFree)} high={1} say={share} />
        <Trend name={t('health.trends.memory')} points={points(({ memoryFree }) => memoryFree)} high={1} say={share} />
        <Trend name={t('health.trends.findings')} points={points(wanting)} high={most} say={String} />
      </div>
    </section>
  );
}

interface TrendProps {
  readonly name: string;
  readonly points: readonly SparkPoint[];
  readonly high: number;
  readonly say: (value: number) => string;
}

function Trend({ name, points, high, say }: TrendProps) {
  const { t } = useTexts();
  const known = points.flatMap(({ y }) => (y === null ? [] : [y]));
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) return null;
  const words = t('health.trends.went', { first: say(first), last: say(last) });
  return (
    <Paper p="sm">
      <Text size="sm" fw={550}>
        {name}
      </Text>
      <Text size="sm" c="dimmed" mb="xs">
        {words}
      </Text>
      <Sparkline points={points} low={0} high={high} label={`${name}: ${words}`} />
    </Paper>
  );
}
