import { useTexts } from '@alongside/ui';
import { Skeleton, Stack, Text } from '@mantine/core';
import { Policy } from '../policy/policy.tsx';
import { Failure } from '../shared/failure.tsx';
import { OrganisationKey } from './organisation-key.tsx';
import { OrganisationSetup } from './organisation-setup.tsx';
import { RevokedKeys } from './revoked-keys.tsx';
import { TechnicianKeys } from './technician-keys.tsx';
import { useTrust } from './use-trust.ts';

/** Who vouches for whom: the organisation's key, this browser's admin key, technicians' browsers, revoked keys. */
export function TrustSection() {
  const { t } = useTexts();
  const { remembered, view, error, isPending, refetch } = useTrust();
  return (
    <Stack gap="xl" maw={900}>
      <Text c="dimmed">{t('trust.lead')}</Text>
      {remembered === null ? <OrganisationSetup /> : null}
      {remembered !== null && error !== null ? <Failure error={error} onRetry={() => void refetch()} /> : null}
      {remembered !== null && isPending ? <Skeleton height={160} /> : null}
      {remembered !== null && !isPending && error === null ? <OrganisationKey view={view} /> : null}
      {view === undefined ? null : <RevokedKeys view={view} />}
      {view === undefined ? null : <Policy view={view} />}
      <TechnicianKeys view={view} />
    </Stack>
  );
}
