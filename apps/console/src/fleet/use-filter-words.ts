import { type DeviceFilter, type DeviceGroup, deviceFilter } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { useCallback } from 'react';
import { useCheckTitle } from '../shared/use-check-title.ts';

const PARTS = deviceFilter.keyof().options;

/** A filter in words: `System: Windows · Tag: lab`; the words of all computers where it has no part. */
export function useFilterWords(groups: readonly DeviceGroup[]): (filter: DeviceFilter) => string {
  const { t } = useTexts();
  const title = useCheckTitle();
  return useCallback(
    (filter) => {
      const named: Readonly<Record<keyof DeviceFilter, (value: string) => string>> = {
        text: (value) => value,
        tag: (value) => value,
        system: (value) => t(`fleet.systems.${value}`),
        seen: (value) => t(`fleet.seen.${value}`),
        worst: (value) => t(`fleet.worst.${value}`),
        group: (value) => groups.find(({ id }) => id === value)?.name ?? t('schedules.goneGroup'),
        check: title,
      };
      const words = PARTS.flatMap((part) => {
        const value = filter[part];
        if (value === undefined) return [];
        return [t('schedules.part', { part: t(`fleet.part.${part}`), value: named[part](value) })];
      });
      return words.length === 0 ? t('schedules.everyComputer') : words.join(' · ');
    },
    [groups, t, title],
  );
}
