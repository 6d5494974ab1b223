import { findingsOver } from '@alongside/desk';
import type { FleetDevice } from '@alongside/protocol';
import { EmptyState, useFormats, useTexts } from '@alongside/ui';
import { Stack, Text, UnstyledButton } from '@mantine/core';
import { useMemo } from 'react';
import { useCheckTitle } from '../shared/use-check-title.ts';
import classes from './fleet.module.css';
import { useFleetSearch } from './use-fleet-search.ts';

/** How many computers have which finding: a bar and its figures, and the way to the computers. */
export function FindingsTab({ devices }: { readonly devices: readonly FleetDevice[] }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const title = useCheckTitle();
  const { search, go } = useFleetSearch();
  const findings = useMemo(() => findingsOver(devices), [devices]);
  const reported = devices.filter(({ report }) => report !== null).length;
  if (findings.length === 0) {
    return (
      <EmptyState order={2} title={t(reported === 0 ? 'fleet.noReports' : 'fleet.allGood')}>
        {t(reported === 0 ? 'fleet.noReportsMore' : 'fleet.allGoodMore', { count: reported })}
      </EmptyState>
    );
  }
  const share = (count: number) => `${(count / devices.length) * 100}%`;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('fleet.findingsLead', { count: devices.length, value: number(devices.length), reported: number(reported) })}
      </Text>
      <ul className={classes.bars}>
        {findings.map(({ check, fail, warn }) => (
          <li key={check}>
            <UnstyledButton className={classes.finding} fz="sm" onClick={() => go('devices', { ...orderOf(search), check })}>
              <span>{title(check)}</span>
              <span>
                {[
                  ...(fail > 0 ? [t('fleet.fails', { count: fail, value: number(fail) })] : []),
                  ...(warn > 0 ? [t('fleet.warns', { count: warn, value: number(warn) })] : []),
                ].join(' · ')}
              </span>
              <span className={classes.track} aria-hidden>
                <span className={classes.fail} style={{ width: share(fail) }} />
                <span className={classes.warn} style={{ width: share(warn) }} />
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </Stack>
  );
}

function orderOf({ by, down }: ReturnType<typeof useFleetSearch>['search']) {
  return { ...(by === undefined ? {} : { by }), ...(down === undefined ? {} : { down }) };
}
