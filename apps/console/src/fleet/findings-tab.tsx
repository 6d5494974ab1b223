import { EmptyState, useFormats, useTexts } from '@alongside/ui';
import { Stack, Text, UnstyledButton } from '@mantine/core';
import { useCheckTitle } from '../shared/use-check-title.ts';
import classes from './fleet.module.css';
import type { Fleet } from './use-fleet.ts';
import { useFleetSearch } from './use-fleet-search.ts';

/** How many computers have which finding: a bar and its figures, and the way to the computers. */
export function FindingsTab({ fleet: { findings, reported, total } }: { readonly fleet: Fleet }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const title = useCheckTitle();
  const { search, go } = useFleetSearch();
  if (findings.length === 0) {
    return (
      <EmptyState order={2} title={t(reported === 0 ? 'fleet.noReports' : 'fleet.allGood')}>
        {t(reported === 0 ? 'fleet.noReportsMore' : 'fleet.allGoodMore', { count: reported })}
      </EmptyState>
    );
  }
  const share = (count: number) => `${(count / total) * 100}%`;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('fleet.findingsLead', { count: total, value: number(total), reported: number(reported) })}
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
