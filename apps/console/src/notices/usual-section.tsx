import { channelsOn, withChoice } from '@alongside/desk';
import { http, type NoticeChoice, TOLD_ROLES, type ToldRole, toldRole } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { ChannelTable } from './channel-table.tsx';

const KEY = ['notice-usual'] as const;

interface Usual {
  readonly role: ToldRole;
  readonly choices: NoticeChoice[];
  readonly version: number;
}

/** What is usual for each role, where somebody chooses nothing themselves. */
export function UsualSection() {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  const [role, setRole] = useState<ToldRole>('technician');
  const read = useQuery({ queryKey: KEY, queryFn: () => api.callRoute(http.noticeUsual) });
  const write = useMutation({
    mutationFn: (usual: Usual) => api.callRoute(http.noticeUsualWrite, { body: usual }),
    // The next choice is made over this one, before anything is read anew.
    onMutate: ({ role: of, choices, version }) => {
      const next = { choices, version: version + 1 };
      queries.setQueryData(KEY, read.data && { ...read.data, roles: { ...read.data.roles, [of]: next } });
    },
    onError: (error) => {
      notices.failed(error);
      void queries.invalidateQueries({ queryKey: KEY });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['notice-choices'] }),
    // One after the other: each says the version that the one before it leaves.
    scope: { id: KEY[0] },
  });
  if (read.error !== null) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  if (read.data === undefined) return <Skeleton height={240} aria-busy="true" />;
  const { canMail, roles } = read.data;
  const { choices: usual, version } = roles[role];
  return (
    <Stack gap="md" maw={760}>
      <Text c="dimmed">{t('bell.usualWhy')}</Text>
      <Group>
        <SegmentedControl
          aria-label={t('bell.ofRole')}
          data={TOLD_ROLES.map((each) => ({ value: each, label: t(`role.${each}`) }))}
          value={role}
          onChange={(next) => setRole(toldRole.parse(next))}
        />
      </Group>
      <ChannelTable
        label={t('bell.usual', { role: t(`role.${role}`) })}
        role={role}
        canMail={canMail}
        on={(kind) => channelsOn(kind, { role, usual, chosen: [] })}
        onChange={(choice) => write.mutate({ role, choices: withChoice(usual, choice), version })}
      />
      <Group>
        <Button
          variant="default"
          size="compact-sm"
          disabled={usual.length === 0}
          onClick={() => write.mutate({ role, choices: [], version })}
        >
          {t('bell.asShipped')}
        </Button>
      </Group>
    </Stack>
  );
}
