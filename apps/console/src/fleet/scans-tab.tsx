import { EmptyState, useTexts } from '@alongside/ui';
import { Skeleton, Stack } from '@mantine/core';
import { Failure } from '../shared/failure.tsx';
import { ScanCard } from './scan-card.tsx';
import { useScans } from './use-fleet.ts';
import { useFleetSearch } from './use-fleet-search.ts';

/** The newest scans of many; one of them opened, named by the address. */
export function ScansTab() {
  const { t } = useTexts();
  const scans = useScans();
  const { search, go } = useFleetSearch();
  const toggle = (id: string) => {
    const { scan, ...rest } = search;
    go('scans', scan === id ? rest : { ...rest, scan: id }, { replace: true });
  };
  return (
    <Stack gap="sm">
      {scans.error === null ? null : <Failure error={scans.error} onRetry={() => void scans.refetch()} />}
      {scans.isPending ? <Skeleton height={120} /> : null}
      {scans.data?.length === 0 ? (
        <EmptyState order={2} title={t('fleet.noScans')}>
          {t('fleet.noScansMore')}
        </EmptyState>
      ) : null}
      {scans.data?.map((run) => (
        <ScanCard key={run.id} run={run} opened={run.id === search.scan} onToggle={() => toggle(run.id)} />
      ))}
    </Stack>
  );
}
