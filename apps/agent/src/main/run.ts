import { join } from 'node:path';
import type { Agent } from '@alongside/agent-core';
import { linkSwitches } from '@alongside/agent-node';
import { type AppError, DisposableStore, toAppError } from '@alongside/base';
import type { TFunction } from 'i18next';
import manifest from '../../package.json' with { type: 'json' };
import { commandLineTexts } from '../cli/texts.ts';
import { type AgentHostOptions, type ComposedAgent, composeAgent } from '../compose-agent.ts';
import { endSession } from '../end-session.ts';
import { AgentTray } from './agent-tray.ts';
import { APP_SCHEME, siteHandler } from './app-protocol.ts';
import { CaptureGate, denyByDefault } from './capture-gate.ts';
import { chooseScreen } from './choose-screen.ts';
import { guardContents } from './contents-guard.ts';
import type { ElectronApi } from './electron-api.ts';
import { ElectronPageHost } from './electron-page-host.ts';
import { useHelperNode } from './helper-node.ts';
import { readMainArguments } from './main-arguments.ts';
import { stopKeyOf } from './stop-key.ts';
import { planWindows } from './window-plan.ts';

/** sysexits.h: EX_USAGE and EX_CONFIG. */
const USAGE = 64;
const NOT_ENROLLED = 78;
const FAILED = 1;

/** Windows and tray follow changes at most this often, as the page's view does. */
const FOLLOW_GAP_MS = 30;

export interface MainOptions {
  readonly argv: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Of the built program: holds `preload/` and `pages/`. */
  readonly folder: string;
}

/** The Electron host, from its first moment: what must be said before Electron is ready is said here, in this order. */
export async function runMain(electron: ElectronApi, options: MainOptions): Promise<void> {
  const { app } = electron;
  const { environment } = options;
  const t = await commandLineTexts();
  const command = readMainArguments(options.argv, { packaged: app.isPackaged, environment });
  if (command.kind === 'usage') {
    process.stderr.write(`${t('electron.usage')}\n`);
    return app.exit(USAGE);
  }
  app.enableSandbox();
  app.setPath('userData', join(command.dataDir, 'electron'));
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write(`${t('electron.runsAlready')}\n`);
    return app.exit(0);
  }
  app.commandLine.appendSwitch('disable-features', linkSwitches.disabledFeature);
  app.commandLine.appendSwitch('force-fieldtrials', linkSwitches.fieldTrials);
  electron.registerSchemes([APP_SCHEME]);
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  // The agent lives in the tray: a closed window ends nothing.
  app.on('window-all-closed', () => undefined);
  useHelperNode({ packaged: app.isPackaged, environment });
  await app.whenReady();
  const host = { dataDir: command.dataDir, environment, language: 'en', version: manifest.version };
  try {
    const { enrollmentLink, deviceName } = command;
    await startHost(electron, t, options.folder, { ...host, enrollmentLink, deviceName });
  } catch (error) {
    app.exit(explain(toAppError(error), t));
  }
}

/** Composes the agent with Electron's windows and lets both follow each other until the user quits. */
export async function startHost(
  electron: ElectronApi,
  t: TFunction,
  folder: string,
  options: AgentHostOptions,
): Promise<ComposedAgent<ElectronPageHost>> {
  const { app } = electron;
  const store = new DisposableStore();
  let gate: CaptureGate | undefined;
  // Pages may speak before the core is there.
  let core: Agent | undefined;
  const composed = await composeAgent(options, {
    openPages: async ({ clock, logger }) => {
      const pages = new ElectronPageHost({
        electron,
        folder,
        language: options.language,
        platform: process.platform,
        gate: () => gate,
        clock,
        logger,
      });
      gate = new CaptureGate({
        mayCapture: () => core !== undefined && mayCapture(core),
        choose: () => chooseScreen({ electron, t }),
        linkFrame: () => pages.window('link')?.contents.mainFrame,
        logger,
      });
      for (const site of ['shell', 'link'] as const) {
        const session = electron.sessionOf(site);
        const handler = await siteHandler(site, join(folder, 'pages', site), logger);
        session.protocol.handle(APP_SCHEME.scheme, handler);
        denyByDefault(session, site === 'link' ? gate : undefined, (id) => pages.window('link')?.contents.id === id);
        // Only the record is saved, by the window that shows it.
        if (site === 'link') session.on('will-download', (event) => event.preventDefault());
      }
      pages.start();
      return pages;
    },
    screen: (found, pages) => ({
      input: found.input,
      activity: found.activity,
      stopKey: stopKeyOf(found.stopKey, electron.shortcuts),
      desktop: {
        keepBarAbove: async () => pages.keepBarAbove(),
        // No browser's bar takes the focus here.
        rememberFocus: () => Promise.resolve(),
        restoreFocus: () => Promise.resolve(),
        attention: async () => {
          pages.attention();
          electron.beep();
        },
      },
    }),
  });
  const { agent, pages } = composed;
  core = agent;
  const tray = store.add(
    new AgentTray({
      createTray: electron.createTray,
      t,
      actions: { show: () => pages.show(), stop: () => agent.stop('user-stopped'), quit: () => app.quit() },
      platform: process.platform,
    }),
  );
  const follow = () => {
    gate?.handleConsent();
    const { view } = agent;
    tray.show(view);
    pages.apply(planWindows(view));
  };
  let due: NodeJS.Timeout | undefined;
  store.add(
    agent.onChange(() => {
      // At once, since it must close at once; the windows a moment later, together.
      gate?.handleConsent();
      due ??= setTimeout(() => {
        due = undefined;
        follow();
      }, FOLLOW_GAP_MS);
    }),
  );
  store.defer(() => clearTimeout(due));
  store.add(pages.onStop(() => agent.stop('user-closed')));
  app.on('second-instance', () => composed.show());
  app.on('activate', () => pages.show());
  electron.onResume(follow);
  let quitting = false;
  app.on('before-quit', (event) => {
    if (quitting) return;
    quitting = true;
    event.preventDefault();
    void endSession(agent).finally(() => {
      store.dispose();
      composed.dispose();
      app.exit(0);
    });
  });
  follow();
  pages.show();
  return composed;
}

/** A yes for the screen is being carried out this moment. */
function mayCapture({ session }: Agent): boolean {
  return session !== undefined && !session.end && session.consent.choosingScreen;
}

function explain(error: AppError, t: TFunction): number {
  if (error.code === 'device.not-enrolled') {
    process.stderr.write(`${t('electron.notEnrolled')}\n`);
    return NOT_ENROLLED;
  }
  if (error.code === 'environment.running-already') {
    process.stderr.write(`${t('agent.runningAlready', { pid: error.context.pid })}\n`);
    return FAILED;
  }
  process.stderr.write(`${t('agent.failed', { reason: error.message, code: error.code })}\n`);
  return FAILED;
}
