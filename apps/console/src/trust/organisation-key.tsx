import { StatusLight, useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Modal, Paper, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { AdminCertificateForm } from './admin-certificate-form.tsx';
import { OrganisationWords } from './organisation-words.tsx';
import { SigningAdmins } from './signing-admins.tsx';
import classes from './trust.module.css';
import type { TrustView } from './trust-view.ts';
import { useTrust } from './use-trust.ts';

const LIGHT = { 'in-force': 'pass', soon: 'warn', over: 'fail', revoked: 'fail' } as const;

/** The organisation that was compared in this browser, and how long its admin key may sign. */
export function OrganisationKey({ view }: { readonly view: TrustView | undefined }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { memory, remembered } = useTrust();
  const [renewing, setRenewing] = useState(false);
  const [leaving, setLeaving] = useState(false);
  if (remembered === null) return null;
  const standing = view?.standing ?? 'over';
  return (
    <Stack gap="xs">
      <Title order={2} size="h3">
        {t('trust.organisation')}
      </Title>
      <Paper p="md" className={classes.card}>
        <div>
          <OrganisationWords hash={remembered.organisation} />
          <Text size="sm" mt="xs">
            {t('trust.pinned')}
          </Text>
        </div>
        <Button variant="default" size="compact-sm" onClick={() => setLeaving(true)}>
          {t('trust.leave')}
        </Button>
        <div>
          <Text fw={620}>{t('trust.adminKey')}</Text>
          <StatusLight of={LIGHT[standing]} filled={standing !== 'in-force'}>
            {t(`trust.standing.${standing}`, {
              name: view?.admin.name ?? '',
              until: view === undefined ? '' : formats.day(view.admin.until, Date.now()),
            })}
          </StatusLight>
        </div>
        <Button variant={standing === 'in-force' ? 'default' : 'filled'} size="compact-sm" onClick={() => setRenewing(true)}>
          {t('trust.renewAdmin')}
        </Button>
      </Paper>
      {view === undefined || view.admins.length === 0 ? null : <SigningAdmins admins={view.admins} ownKey={view.admin.key} />}
      <Modal
        opened={renewing}
        onClose={() => setRenewing(false)}
        title={t('trust.renewAdminTitle')}
        closeButtonProps={{ 'aria-label': t('app.close') }}
        size="xl"
      >
        <ol className={classes.steps}>
          <AdminCertificateForm onDone={() => setRenewing(false)} />
        </ol>
      </Modal>
      <Modal
        opened={leaving}
        onClose={() => setLeaving(false)}
        title={t('trust.leaveTitle')}
        closeButtonProps={{ 'aria-label': t('app.close') }}
      >
        <Text>{t('trust.leaveWhy')}</Text>
        <Group mt="md">
          <Button variant="default" onClick={() => setLeaving(false)}>
            {t('trust.stay')}
          </Button>
          <Button
            color="stop"
            onClick={() => {
              memory.set(null);
              setLeaving(false);
            }}
          >
            {t('trust.leaveGo')}
          </Button>
        </Group>
      </Modal>
    </Stack>
  );
}
