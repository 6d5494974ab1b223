import { fileURLToPath } from 'node:url';
import { type BrowserLauncher, LoopbackPageHost, SystemBrowserLauncher } from '@alongside/agent-node';
import { pageFolders } from '@alongside/agent-ui';
import { type AgentHostOptions, composeAgent } from '../compose-agent.ts';
import { watchBrowser } from './watch-browser.ts';

export interface PortableOptions extends AgentHostOptions {
  /** Tests, demo and measurements start the browser in their own way; nothing outside the program can choose one. */
  readonly launcher?: BrowserLauncher;
}

export type PortableAgent = Awaited<ReturnType<typeof composePortable>>;

/**
 * The portable host: Node, the system's browser, and the core between them. Throws what any of the parts throws
 * (`environment.*`, `storage.*`, `secrets.*`, `device.not-enrolled`); nothing stays open then.
 */
export function composePortable(options: PortableOptions) {
  const { dataDir, environment } = options;
  return composeAgent(options, {
    openPages: async ({ language, clock, random, logger, watchdog, limits }) => {
      const launcher = options.launcher ?? new SystemBrowserLauncher({ dataDir, environment, language, logger });
      const pages = await LoopbackPageHost.open({
        shellRoot: fileURLToPath(pageFolders.shell),
        linkRoot: fileURLToPath(pageFolders.link),
        launcher,
        clock,
        random,
        logger,
      });
      watchBrowser(pages, { watchdog, launcher, limits });
      return pages;
    },
    ownProcesses: (pages) => pages.ownProcesses(),
  });
}
