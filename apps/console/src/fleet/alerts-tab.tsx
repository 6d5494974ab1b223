import { placeOf } from '@alongside/desk';
import { EmptyState, useTexts } from '@alongside/ui';
import { Checkbox, Skeleton, Stack } from '@mantine/core';
import { useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { AlertRow } from './alert-row.tsx';
import { AlertRule } from './alert-rule.tsx';
import { Pager } from './pager.tsx';
import { useFleetAlerts } from './use-fleet.ts';

/** What needs somebody: open alerts, and those that were closed where they are asked for. */
export function AlertsTab() {
  const { t } = useTexts();
  const [all, setAll] = useState(false);
  const [wanted, setPage] = useState(0);
  const alerts = useFleetAlerts(all, wanted);
  if (alerts.error !== null) return <Failure error={alerts.error} onRetry={() => void alerts.refetch()} />;
  if (alerts.data === undefined) return <Skeleton height={120} />;
  const { alerts: shown, page, open, fails, closed } = alerts.data;
  const total = open + (all ? closed : 0);
  return (
    <Stack gap="sm">
      <AlertRule open={open} fails={fails} />
      {closed === 0 ? null : (
        <Checkbox
          size="sm"
          label={t('fleet.showClosed', { count: closed })}
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      )}
      {total === 0 ? (
        <EmptyState order={2} title={t('fleet.noAlerts')}>
          {t('fleet.noAlertsMore')}
        </EmptyState>
      ) : null}
      {shown.map((alert) => (
        <AlertRow key={alert.id} alert={alert} />
      ))}
      <Pager of={placeOf(total, page)} total={total} onPage={setPage} />
    </Stack>
  );
}
