import { useFormats, useTexts } from '@alongside/ui';
import { Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { PageTitle } from '../shared/page-title.tsx';
import { ArticlesPart } from './articles-part.tsx';
import { NowPart } from './now-part.tsx';
import { PeoplePart } from './people-part.tsx';
import { SolvedPart } from './solved-part.tsx';
import { StarsPart } from './stars-part.tsx';
import classes from './today.module.css';
import { useToday } from './use-today.ts';

/** How the desk is doing, for those who lead it. */
export function TodayPage() {
  const { t } = useTexts();
  const may = useMay();
  return (
    <div className={classes.page}>
      {may('today.read') ? (
        <Figures />
      ) : (
        <>
          <PageTitle mb="sm">{t('today.title')}</PageTitle>
          <Text>{t('today.notYours')}</Text>
        </>
      )}
    </div>
  );
}

function Figures() {
  const { t } = useTexts();
  const { exactTime } = useFormats();
  const read = useToday();
  const today = read.data;
  return (
    <>
      <Group justify="space-between" align="baseline" mb="md">
        <PageTitle>{t('today.title')}</PageTitle>
        <Text size="sm" c="dimmed">
          {today === undefined ? '' : t('today.countedAt', { time: exactTime(today.at) })}
        </Text>
      </Group>
      {read.error === null ? null : <Failure error={read.error} onRetry={() => void read.refetch()} />}
      {today === undefined ? (
        read.isPending ? (
          <Stack gap="sm" role="group" aria-busy="true" aria-label={t('app.loading')}>
            {[0, 1, 2, 3].map((row) => (
              <Skeleton key={row} height={96} />
            ))}
          </Stack>
        ) : null
      ) : (
        <div className={classes.parts}>
          <NowPart today={today} />
          <PeoplePart today={today} />
          <StarsPart today={today} />
          <SolvedPart today={today} />
          <ArticlesPart today={today} />
        </div>
      )}
    </>
  );
}
