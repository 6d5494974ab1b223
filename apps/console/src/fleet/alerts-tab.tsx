import { pageOf } from '@alongside/desk';
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
  const alerts = useFleetAlerts();
  const [all, setAll] = useState(false);
  const [wanted, setPage] = useState(0);
  if (alerts.error !== null) return <Failure error={alerts.error} onRetry={() => void alerts.refetch()} />;
  if (alerts.data === undefined) return <Skeleton height={120} />;
  const closed = alerts.data.filter(({ state }) => state !== 'open').length;
  const shown = all ? alerts.data : alerts.data.filter(({ state }) => state === 'open');
  const page = pageOf(shown, wanted);
  return (
    <Stack gap="sm">
      <AlertRule alerts={alerts.data} />
      {closed === 0 ? null : (
        <Checkbox
          size="sm"
          label={t('fleet.showClosed', { count: closed })}
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      )}
      {shown.length === 0 ? (
        <EmptyState order={2} title={t('fleet.noAlerts')}>
          {t('fleet.noAlertsMore')}
        </EmptyState>
      ) : null}
      {page.rows.map((alert) => (
        <AlertRow key={alert.id} alert={alert} />
      ))}
      <Pager of={page} total={shown.length} onPage={setPage} />
    </Stack>
  );
}
