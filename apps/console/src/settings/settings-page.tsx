import type { Permission } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Tabs, Text } from '@mantine/core';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Fragment } from 'react';
import { useDesk, useMay } from '../desk/desk-context.ts';
import { PlaybooksSection } from '../editing/playbooks-section.tsx';
import { QuestionsSection } from '../editing/questions-section.tsx';
import { MailSection } from '../mail/mail-section.tsx';
import { UsualSection } from '../notices/usual-section.tsx';
import { ProgramsSection } from '../programs/programs-section.tsx';
import { RepliesSection } from '../replies/replies-section.tsx';
import { PageTitle } from '../shared/page-title.tsx';
import { TrustSection } from '../trust/trust-section.tsx';
import { VendorsSection } from '../vendors/vendors-section.tsx';
import { AuditSection } from './audit-section.tsx';
import { DevicesSection } from './devices-section.tsx';
import { GroupsSection } from './groups-section.tsx';
import { IntakeSection } from './intake-section.tsx';
import { OrganisationSection } from './organisation-section.tsx';
import { OwnSection } from './own-section.tsx';
import { PeopleSection } from './people-section.tsx';
import { RecordsSection } from './records-section.tsx';
import { ReportsSection } from './reports-section.tsx';
import { SecuritySection } from './security-section.tsx';
import classes from './settings-page.module.css';

/** What belongs together stands together, under a word of its own. */
const SHELVES = {
  yours: ['own', 'security'],
  desk: ['organisation', 'mail', 'notices', 'groups', 'replies', 'playbooks', 'questions', 'vendors'],
  trusted: ['people', 'devices', 'programs', 'trust'],
  proof: ['records', 'audit', 'reports'],
} as const;
const SHELF_NAMES = ['yours', 'desk', 'trusted', 'proof'] as const;
const SECTIONS = SHELF_NAMES.flatMap((shelf) => SHELVES[shelf]);
type Section = (typeof SECTIONS)[number];
const NEEDS: Readonly<Record<Section, Permission>> = {
  own: 'account.own',
  security: 'account.own',
  organisation: 'organisation.read',
  mail: 'organisation.write',
  notices: 'notices.manage',
  people: 'people.read',
  groups: 'tickets.claim',
  replies: 'tickets.write',
  playbooks: 'editions.write',
  questions: 'editions.write',
  vendors: 'vendors.use',
  devices: 'devices.read',
  programs: 'api-keys.manage',
  trust: 'trust.manage',
  records: 'records.read',
  audit: 'audit.read',
  reports: 'reports.read',
};
const isSection = (text: string | undefined | null): text is Section =>
  (SECTIONS as readonly (string | undefined | null)[]).includes(text);

export function SettingsPage() {
  const { t } = useTexts();
  const may = useMay();
  const { user } = useDesk();
  const navigate = useNavigate();
  const { section: wanted } = useParams({ strict: false });
  const sections = SECTIONS.filter((each) => may(NEEDS[each]));
  const section = isSection(wanted) && sections.includes(wanted) ? wanted : user.factorMissing ? 'security' : 'own';
  return (
    <div style={{ padding: 24 }}>
      <PageTitle mb="md">{t('settings.title')}</PageTitle>
      <Tabs
        orientation="vertical"
        className={classes.panels}
        value={section}
        keepMounted={false}
        onChange={(next) => isSection(next) && void navigate({ to: '/settings/$section', params: { section: next } })}
      >
        <Tabs.List className={classes.shelves} aria-label={t('settings.title')}>
          {SHELF_NAMES.map((shelf) => {
            const here = SHELVES[shelf].filter((each) => sections.includes(each));
            return here.length === 0 ? null : (
              <Fragment key={shelf}>
                <Text size="xs" fw={620} c="dimmed" className={classes.shelf} aria-hidden>
                  {t(`settings.shelf.${shelf}`)}
                </Text>
                {here.map((each) => (
                  <Tabs.Tab key={each} value={each} className={classes.section}>
                    {t(`settings.${each}`)}
                  </Tabs.Tab>
                ))}
              </Fragment>
            );
          })}
        </Tabs.List>
        <Tabs.Panel value="own">
          <OwnSection />
        </Tabs.Panel>
        <Tabs.Panel value="security">
          <SecuritySection />
        </Tabs.Panel>
        <Tabs.Panel value="organisation">
          <OrganisationSection />
          <IntakeSection />
        </Tabs.Panel>
        <Tabs.Panel value="mail">
          <MailSection />
        </Tabs.Panel>
        <Tabs.Panel value="notices">
          <UsualSection />
        </Tabs.Panel>
        <Tabs.Panel value="people">
          <PeopleSection />
        </Tabs.Panel>
        <Tabs.Panel value="groups">
          <GroupsSection />
        </Tabs.Panel>
        <Tabs.Panel value="replies">
          <RepliesSection />
        </Tabs.Panel>
        <Tabs.Panel value="playbooks">
          <PlaybooksSection />
        </Tabs.Panel>
        <Tabs.Panel value="questions">
          <QuestionsSection />
        </Tabs.Panel>
        <Tabs.Panel value="vendors">
          <VendorsSection />
        </Tabs.Panel>
        <Tabs.Panel value="devices">
          <DevicesSection />
        </Tabs.Panel>
        <Tabs.Panel value="programs">
          <ProgramsSection />
        </Tabs.Panel>
        <Tabs.Panel value="trust">
          <TrustSection />
        </Tabs.Panel>
        <Tabs.Panel value="records">
          <RecordsSection />
        </Tabs.Panel>
        <Tabs.Panel value="audit">
          <AuditSection />
        </Tabs.Panel>
        <Tabs.Panel value="reports">
          <ReportsSection />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
