import { http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';
import { IconPhone } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useServices } from '../shared/services.ts';
import { useNow } from '../shared/use-observable.ts';

const LOOK_AGAIN_MS = 60_000;

/** The way to the calls that users wait for, with how many are late. */
export function CallsLink() {
  const { t } = useTexts();
  const { api } = useServices();
  const now = useNow(30_000);
  const read = useQuery({
    queryKey: ['call-backs'],
    queryFn: () => api.callRoute(http.callBacks),
    refetchInterval: LOOK_AGAIN_MS,
  });
  const late = (read.data?.calls ?? []).filter(({ dueAt }) => dueAt <= now).length;
  return (
    <Button
      variant="default"
      size="compact-md"
      leftSection={<IconPhone size={18} stroke={1.5} aria-hidden />}
      renderRoot={(props) => <Link to="/calls" {...props} />}
    >
      {late === 0 ? t('calls.link') : t('calls.linkLate', { count: late })}
    </Button>
  );
}
