import { useFormats, useTexts } from '@alongside/ui';
import { Button, Text } from '@mantine/core';
import { IconCertificate } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMay } from '../desk/desk-context.ts';
import keys from '../keys/keys.module.css';
import type { TrustView } from './trust-view.ts';
import { useTrust } from './use-trust.ts';

/** Above every page of an admin who signs here: what ends soon, while there is still time. */
export function TrustReminder() {
  const may = useMay();
  return may('trust.manage') ? <Reminder /> : null;
}

function Reminder() {
  const { t } = useTexts();
  const formats = useFormats();
  const { view } = useTrust();
  if (view === undefined) return null;
  const { revocations, admin, standing, policyTrouble } = view;
  const ending = endingCount(view);
  const lines = [
    revocations?.state === 'due' ? t('trust.reminder.list', { until: formats.dayAndTime(revocations.staleAt) }) : undefined,
    revocations?.state === 'stale' ? t('trust.reminder.stale') : undefined,
    standing === 'soon' ? t('trust.reminder.admin', { until: formats.day(admin.until, Date.now()) }) : undefined,
    standing === 'over' ? t('trust.reminder.adminOver') : undefined,
    policyTrouble === undefined ? undefined : t('trust.reminder.policy'),
    ending > 0 ? t('trust.reminder.technicians', { count: ending }) : undefined,
  ].filter((line) => line !== undefined);
  if (lines.length === 0) return null;
  return (
    <div className={keys.banner} role="status">
      <IconCertificate size={20} stroke={1.5} aria-hidden style={{ flex: 'none' }} />
      <div className={keys.bannerText}>
        {lines.map((line) => (
          <Text key={line} size="sm">
            {line}
          </Text>
        ))}
      </div>
      <Button
        variant="default"
        size="compact-sm"
        renderRoot={(props) => <Link to="/settings/$section" params={{ section: 'trust' }} {...props} />}
      >
        {t('trust.reminder.look')}
      </Button>
    </div>
  );
}

function endingCount({ certified, revocations }: TrustView): number {
  return [...certified].filter(([key, { term }]) => term === 'soon' && revocations?.keys.includes(key) !== true).length;
}
