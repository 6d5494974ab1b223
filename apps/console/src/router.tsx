import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router';
import { HomePage } from './desk/home-page.tsx';
import { ConsoleRoot } from './entry/console-root.tsx';
import type { FragmentLink } from './entry/fragment-link.ts';
import { FLEET_PARTS, FleetPage } from './fleet/fleet-page.tsx';
import { readSearch } from './fleet/fleet-search.ts';
import { readKnowledgeSearch } from './knowledge/knowledge-search.ts';
import { readProblemSearch } from './problems/problem-search.ts';
import { PageFailure } from './shared/page-failure.tsx';
import { routedPage } from './shared/routed-page.ts';
import { readTicketSearch } from './tickets/ticket-search.ts';

/** Each in a file of its own: who opens one page waits for no other. The fleet’s is small, and its parts have files of their own. */
const CallsPage = routedPage(() => import('./calls/calls-page.tsx'), 'CallsPage');
const DevicePage = routedPage(() => import('./devices/device-page.tsx'), 'DevicePage');
const KnowledgePage = routedPage(() => import('./knowledge/knowledge-page.tsx'), 'KnowledgePage');
const PackagePage = routedPage(() => import('./tickets/package/package-page.tsx'), 'PackagePage');
const ProblemsPage = routedPage(() => import('./problems/problems-page.tsx'), 'ProblemsPage');
const RecordsPage = routedPage(() => import('./records/records-page.tsx'), 'RecordsPage');
const ReportPage = routedPage(() => import('./reports/report-page.tsx'), 'ReportPage');
const SettingsPage = routedPage(() => import('./settings/settings-page.tsx'), 'SettingsPage');
const TicketPage = routedPage(() => import('./session/ticket-page.tsx'), 'TicketPage');
const TodayPage = routedPage(() => import('./today/today-page.tsx'), 'TodayPage');
const TicketsPage = routedPage(() => import('./tickets/tickets-page.tsx'), 'TicketsPage');
const PAGES = [
  CallsPage,
  TicketPage,
  TicketsPage,
  TodayPage,
  PackagePage,
  DevicePage,
  ReportPage,
  RecordsPage,
  KnowledgePage,
  ProblemsPage,
  SettingsPage,
];

/**
 * What is not loaded yet, while nothing else is to do: a page must open also while the server is away. Tells whether all are
 * there now: one that cannot be fetched says nothing, and keeps its `preload`.
 */
export async function loadOtherPages(): Promise<boolean> {
  for (const page of PAGES) await page.preload?.();
  const parts = await Promise.allSettled(FLEET_PARTS.map((load) => load()));
  return PAGES.every(({ preload }) => preload === undefined) && parts.every(({ status }) => status === 'fulfilled');
}

/** `link` is the one-time link that the page was opened with; it is in no address any more. */
export function createConsoleRouter(link: FragmentLink | undefined) {
  const root = createRootRoute({ component: () => <ConsoleRoot link={link} />, notFoundComponent: HomePage });
  const home = createRoute({ getParentRoute: () => root, path: '/', component: HomePage });
  const ticket = createRoute({ getParentRoute: () => root, path: '/tickets/$ticketId', component: TicketPage });
  const carried = createRoute({ getParentRoute: () => root, path: '/tickets/$ticketId/package', component: PackagePage });
  const device = createRoute({ getParentRoute: () => root, path: '/devices/$deviceId', component: DevicePage });
  const settings = createRoute({ getParentRoute: () => root, path: '/settings', component: SettingsPage });
  const section = createRoute({ getParentRoute: () => root, path: '/settings/$section', component: SettingsPage });
  const calls = createRoute({ getParentRoute: () => root, path: '/calls', component: CallsPage });
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
  const problems = createRoute({
    getParentRoute: () => root,
    path: '/problems/{-$problem}',
    component: ProblemsPage,
    validateSearch: readProblemSearch,
  });
  const tickets = createRoute({
    getParentRoute: () => root,
    path: '/desk/{-$queue}',
    component: TicketsPage,
    validateSearch: readTicketSearch,
  });
  const today = createRoute({ getParentRoute: () => root, path: '/today', component: TodayPage });
  const pages = [
    home,
    tickets,
    today,
    calls,
    ticket,
    carried,
    device,
    settings,
    section,
    records,
    record,
    report,
    fleet,
    knowledge,
    problems,
  ] as const;
  // In the place of what failed, and no more: the desk around it stays, and with it what is live.
  return createRouter({ routeTree: root.addChildren(pages), defaultErrorComponent: PageFailure });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
