import { http, ROLES, type Role } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Checkbox, Group, Skeleton, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useAccountChange } from '../account/use-account-change.ts';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';

/** Which roles may only work with a second factor. */
export function FactorRule() {
  const { t } = useTexts();
  const { api } = useServices();
  const may = useMay();
  const rule = useQuery({ queryKey: ['factor-rule'], queryFn: () => api.callRoute(http.factorRuleRead) });
  const change = useAccountChange((body: { roles: Role[]; version: number }) => api.callRoute(http.factorRuleWrite, { body }));
  const roles = rule.data?.roles;
  const toggle = (role: Role) => {
    if (!rule.data) return;
    const { roles, version } = rule.data;
    const next = roles.includes(role) ? roles.filter((each) => each !== role) : [...roles, role];
    // Also where another admin was faster: what they ticked is there to be read.
    change.mutate({ roles: next, version }, { onSettled: () => rule.refetch() });
  };
  return (
    <section aria-labelledby="factor-rule">
      <Title order={2} size="h3" id="factor-rule" mb={4}>
        {t('factorRule.title')}
      </Title>
      <Text c="dimmed" mb="sm">
        {t('factorRule.why')}
      </Text>
      {rule.error === null ? null : <Failure error={rule.error} onRetry={() => void rule.refetch()} />}
      {roles === undefined ? (
        <Skeleton height={24} />
      ) : (
        <Group gap="lg">
          {ROLES.map((role) => (
            <Checkbox
              key={role}
              label={t(`role.${role}`)}
              checked={roles.includes(role)}
              disabled={change.isPending || !may('people.manage')}
              onChange={() => toggle(role)}
            />
          ))}
        </Group>
      )}
    </section>
  );
}
