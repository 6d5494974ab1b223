import { nextRuns } from '@alongside/desk';
import type { DeviceFilter } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import { useFilterWords } from './use-filter-words.ts';
import { type Fleet, useFleetCount } from './use-fleet.ts';

const RUNS = 3;

export interface SchedulePreviewProps {
  /** Undefined where nothing is due. */
  readonly pattern: string | undefined;
  readonly filter: DeviceFilter;
  readonly fleet: Fleet;
  readonly zone: string;
}

/** The next three times, and the computers that would be asked if it were now. */
export function SchedulePreview({ pattern, filter, fleet, zone }: SchedulePreviewProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const words = useFilterWords(fleet.groups);
  const runs = pattern === undefined ? [] : nextRuns(pattern, zone, fleet.at, RUNS);
  const reached = useFleetCount(filter);
  return (
    <div>
      {pattern === undefined ? null : (
        <Text size="sm">
          {runs.length === 0
            ? t('schedules.never')
            : t('schedules.next', { runs: runs.map((run) => formats.dayAndTime(run, zone)).join(' · ') })}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t('schedules.reaches', { which: words(filter), value: reached === undefined ? '…' : formats.number(reached) })}
      </Text>
    </div>
  );
}
