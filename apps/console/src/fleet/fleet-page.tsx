import type { Permission } from '@alongside/protocol';
import { EmptyState, useTexts } from '@alongside/ui';
import { Skeleton, Stack, Tabs } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { lazyPart } from '../shared/lazy-part.ts';
import { PageTitle } from '../shared/page-title.tsx';
import { DevicesTab } from './devices-tab.tsx';
import classes from './fleet.module.css';
import { useFleet } from './use-fleet.ts';
import { type FleetSection, SECTIONS, useFleetSearch } from './use-fleet-search.ts';

const load = {
  alerts: async () => ({ default: (await import('./alerts-tab.tsx')).AlertsTab }),
  findings: async () => ({ default: (await import('./findings-tab.tsx')).FindingsTab }),
  scans: async () => ({ default: (await import('./scans-tab.tsx')).ScansTab }),
  schedules: async () => ({ default: (await import('./schedules-tab.tsx')).SchedulesTab }),
  software: async () => ({ default: (await import('./software-tab.tsx')).SoftwareTab }),
  webhooks: async () => ({ default: (await import('./webhooks-tab.tsx')).WebhooksTab }),
};
/** To be there before they are wanted: the server may be away then, or have newer ones. */
export const FLEET_PARTS: readonly (() => Promise<unknown>)[] = Object.values(load);

const AlertsTab = lazyPart(load.alerts);
const FindingsTab = lazyPart(load.findings);
const ScansTab = lazyPart(load.scans);
const SchedulesTab = lazyPart(load.schedules);
const SoftwareTab = lazyPart(load.software);
const WebhooksTab = lazyPart(load.webhooks);

/** All computers together: what stands out, scans of many, alerts. */
export function FleetPage() {
  const { t } = useTexts();
  const may = useMay();
  if (!may('fleet.read')) return <EmptyState title={t('fleet.notYours')}>{t('fleet.notYoursMore')}</EmptyState>;
  return <Sections />;
}

/** What a section needs beside the fleet. */
const NEEDS: Readonly<Partial<Record<FleetSection, Permission>>> = { software: 'classified.read', webhooks: 'webhooks.manage' };

function Sections() {
  const { t } = useTexts();
  const { section: wanted } = useParams({ strict: false });
  const { search, go } = useFleetSearch();
  const fleet = useFleet();
  const may = useMay();
  const sections = SECTIONS.filter((each) => may(NEEDS[each] ?? 'fleet.read'));
  const section = sections.find((each) => each === wanted) ?? 'devices';
  return (
    <div className={classes.page}>
      <PageTitle mb="sm">{t('fleet.title')}</PageTitle>
      <Tabs value={section} keepMounted={false} onChange={(next) => isSection(next) && go(next, search)}>
        <Tabs.List mb="md">
          {sections.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`fleet.tab.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {fleet.error === null ? null : <Failure error={fleet.error} onRetry={() => void fleet.refetch()} />}
        {fleet.isPending ? (
          <Stack gap="sm" role="group" aria-busy="true" aria-label={t('app.loading')}>
            <Skeleton height={60} />
            <Skeleton height={320} />
          </Stack>
        ) : null}
        {fleet.data === undefined ? null : (
          <Suspense fallback={<Skeleton height={240} />}>
            <Tabs.Panel value="devices">
              <DevicesTab fleet={fleet.data} />
            </Tabs.Panel>
            <Tabs.Panel value="findings">
              <FindingsTab fleet={fleet.data} />
            </Tabs.Panel>
            <Tabs.Panel value="software">
              <SoftwareTab />
            </Tabs.Panel>
            <Tabs.Panel value="scans">
              <ScansTab />
            </Tabs.Panel>
            <Tabs.Panel value="schedules">
              <SchedulesTab fleet={fleet.data} />
            </Tabs.Panel>
            <Tabs.Panel value="alerts">
              <AlertsTab />
            </Tabs.Panel>
            <Tabs.Panel value="webhooks">
              <WebhooksTab />
            </Tabs.Panel>
          </Suspense>
        )}
      </Tabs>
    </div>
  );
}

const isSection = (text: string | null): text is FleetSection => SECTIONS.some((each) => each === text);
