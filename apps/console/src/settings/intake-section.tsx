import { http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor, Skeleton, Switch, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';

const FORM = '/help/ask';

/** Whether everybody who knows the address can ask by the public form. */
export function IntakeSection() {
  const { t } = useTexts();
  const { api } = useServices();
  const may = useMay();
  const queries = useQueryClient();
  const read = useQuery({ queryKey: ['intake'], queryFn: () => api.callRoute(http.intakeRead) });
  const write = useMutation({
    mutationFn: (form: boolean) => api.callRoute(http.intakeWrite, { body: { form } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['intake'] }),
  });
  const error = read.error ?? write.error;
  return (
    <section aria-labelledby="intake">
      <Title order={2} size="h3" id="intake" mb={4}>
        {t('intake.title')}
      </Title>
      {read.data === undefined ? (
        <Skeleton height={24} />
      ) : (
        <Switch
          label={t('intake.form')}
          checked={read.data.form}
          disabled={write.isPending || !may('organisation.write')}
          onChange={(event) => write.mutate(event.currentTarget.checked)}
        />
      )}
      <Text size="sm" c="dimmed" mt={4}>
        {t('intake.why')}{' '}
        <Anchor size="sm" underline="always" href={FORM} target="_blank" rel="noopener">
          {t('intake.look')}
        </Anchor>
      </Text>
      {error === null ? null : <Failure error={error} onRetry={() => void read.refetch()} />}
    </section>
  );
}
