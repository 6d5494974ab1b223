import { StatusLight, saveText, useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { PasteListDialog } from './paste-list-dialog.tsx';
import classes from './trust.module.css';
import type { TrustView } from './trust-view.ts';
import { useTrustActions } from './use-trust.ts';

const LIGHT = { fresh: 'pass', due: 'warn', stale: 'fail', none: 'warn' } as const;

/** The numbered list, and the press that signs it again before computers stop believing it. */
export function RevokedKeys({ view }: { readonly view: TrustView }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { revoke } = useTrustActions();
  const { revocations, isServerBehind, list } = view;
  const [pasting, setPasting] = useState(false);
  const state = revocations?.state ?? 'none';
  const urgent = state !== 'fresh' || isServerBehind;
  const times = revocations && { at: formats.dayAndTime(revocations.at), until: formats.dayAndTime(revocations.staleAt) };
  return (
    <Stack gap="xs">
      <Title order={2} size="h3">
        {t('trust.list.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('trust.list.why')}
      </Text>
      <Paper p="md" className={classes.card}>
        <Stack gap={4}>
          {revocations === undefined ? null : (
            <Text>
              {t('trust.list.number', {
                number: revocations.number,
                keys: t('trust.list.keys', { count: revocations.keys.length }),
                by: revocations.by,
                ...times,
              })}
            </Text>
          )}
          <StatusLight of={LIGHT[state]} filled={state !== 'fresh'}>
            {t(`trust.list.is.${state}`, { ...times })}
          </StatusLight>
          {isServerBehind ? (
            <StatusLight of="fail" filled>
              {t('trust.list.behind')}
            </StatusLight>
          ) : null}
          <Group gap="xs" mt={4}>
            {list === undefined ? null : (
              <Button
                variant="subtle"
                size="compact-sm"
                onClick={() => {
                  const name = t('trust.list.file', { number: list.content.number });
                  saveText(name, `${JSON.stringify(list.signed)}\n`, 'application/json');
                }}
              >
                {t('trust.list.save')}
              </Button>
            )}
            <Button variant="subtle" size="compact-sm" onClick={() => setPasting(true)}>
              {t('trust.list.paste')}
            </Button>
          </Group>
        </Stack>
        <Button
          variant={urgent ? 'filled' : 'default'}
          size="compact-sm"
          disabled={view.standing === 'over' || view.standing === 'revoked'}
          loading={revoke.isPending}
          onClick={() => revoke.mutate([])}
        >
          {t(revocations === undefined ? 'trust.list.first' : 'trust.list.again')}
        </Button>
      </Paper>
      {pasting ? <PasteListDialog view={view} onClose={() => setPasting(false)} /> : null}
      {revoke.error === null ? null : <Failure error={revoke.error} />}
    </Stack>
  );
}
