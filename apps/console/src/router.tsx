import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { HomePage } from './desk/home-page.tsx';
import { DevicePage } from './devices/device-page.tsx';
import { ConsoleRoot } from './entry/console-root.tsx';
import type { FragmentLink } from './entry/fragment-link.ts';
import { FleetPage } from './fleet/fleet-page.tsx';
import { readSearch } from './fleet/fleet-search.ts';
import { KnowledgePage } from './knowledge/knowledge-page.tsx';
import { readKnowledgeSearch } from './knowledge/knowledge-search.ts';
import { RecordsPage } from './records/records-page.tsx';
import { ReportPage } from './reports/report-page.tsx';
import { TicketPage } from './session/ticket-page.tsx';
import { SettingsPage } from './settings/settings-page.tsx';
import { readTicketSearch } from './tickets/ticket-search.ts';
import { TicketsPage } from './tickets/tickets-page.tsx';

/** `link` is the one-time link that the page was opened with; it is in no address any more. */
export function createConsoleRouter(link: FragmentLink | undefined) {
  const root = createRootRoute({ component: () => <ConsoleRoot link={link} />, notFoundComponent: HomePage });
  const home = createRoute({ getParentRoute: () => root, path: '/', component: HomePage });
  const ticket = createRoute({ getParentRoute: () => root, path: '/tickets/$ticketId', component: TicketPage });
  const device = createRoute({ getParentRoute: () => root, path: '/devices/$deviceId', component: DevicePage });
  const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: SettingsPage });
  const section = createRoute({ getParentRoute: () => root, path: '/settings/$section', component: SettingsPage });
  const records = createRoute({ getParentRoute: () => root, path: '/records', component: RecordsPage });
  const record = createRoute({ getParentRoute: () => root, path: '/records/$ticketId', component: RecordsPage });
  const report = createRoute({ getParentRoute: () => root, path: '/reports/$reportId', component: ReportPage });
  // One route with or without a section: what is typed into the page stays when its address gets one.
  const fleet = createRoute({
    getParentRoute: () => root,
    path: '/fleet/{-$section}',
    component: FleetPage,
    validateSearch: readSearch,
  });
  const knowledge = createRoute({
    getParentRoute: () => root,
    path: '/knowledge/{-$article}',
    component: KnowledgePage,
    validateSearch: readKnowledgeSearch,
  });
  const tickets = createRoute({
    getParentRoute: () => root,
    path: '/desk/{-$queue}',
    component: TicketsPage,
    validateSearch: readTicketSearch,
  });
  const pages = [home, tickets, ticket, device, settings, section, records, record, report, fleet, knowledge] as const;
  return createRouter({ routeTree: root.addChildren(pages) });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
