import { join } from 'node:path';
import type { Agent } from '@alongside/agent-core';
import type { Clock, Logger } from '@alongside/base';
import type { TFunction } from 'i18next';
import { APP_SCHEME, siteHandler } from './app-protocol.ts';
import { CaptureGate, denyByDefault } from './capture-gate.ts';
import { chooseScreen } from './choose-screen.ts';
import type { ElectronApi } from './electron-api.ts';
import { ElectronPageHost } from './electron-page-host.ts';
import { OutsideDoor } from './outside-door.ts';

export interface OpenPagesParts {
  readonly electron: ElectronApi;
  /** Of the built program: holds `preload/` and `pages/`. */
  readonly folder: string;
  /** Of texts, BCP 47. */
  readonly language: string;
  readonly platform: NodeJS.Platform;
  readonly t: TFunction;
  /** Undefined until it is there: pages may speak before. */
  readonly core: () => Agent | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface OpenedPages {
  readonly pages: ElectronPageHost;
  readonly gate: CaptureGate;
}

/**
 * Two sessions, one for each site, that serve their own page and refuse every permission but the link page's screen under
 * a live yes; and the windows in them. Throws `environment.missing-program` where the pages were not built.
 */
export async function openPages(parts: OpenPagesParts): Promise<OpenedPages> {
  const { electron, folder, language, platform, t, core, clock, logger } = parts;
  const gate: CaptureGate = new CaptureGate({
    mayCapture: () => mayCapture(core()),
    choose: () => chooseScreen({ electron, t }),
    linkFrame: () => pages.window('link')?.contents.mainFrame,
    logger,
  });
  const outside = new OutsideDoor({ electron, t, logger });
  const leave = (address: string) => void outside.ask(address);
  const pages = new ElectronPageHost({ electron, folder, language, platform, gate, leave, clock, logger });
  for (const site of ['shell', 'link'] as const) {
    const session = electron.sessionOf(site);
    session.protocol.handle(APP_SCHEME.scheme, await siteHandler(site, join(folder, 'pages', site), logger));
    denyByDefault(session, site === 'link' ? gate : undefined, (id) => pages.window('link')?.contents.id === id);
    // Only the record is saved, by the window that shows it.
    if (site === 'link') session.on('will-download', (event) => event.preventDefault());
  }
  pages.start();
  return { pages, gate };
}

/** A yes for the screen is being carried out this moment. */
function mayCapture(agent: Agent | undefined): boolean {
  const session = agent?.session;
  return session !== undefined && !session.end && session.consent.choosingScreen;
}
