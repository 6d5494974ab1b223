import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent } from '@alongside/agent-core';
import { FileDocumentStore, linkSwitches, readEnrollment } from '@alongside/agent-node';
import { type AppError, type Clock, silentLogger, systemClock, toAppError } from '@alongside/base';
import type { TFunction } from 'i18next';
import manifest from '../../package.json' with { type: 'json' };
import { startTrouble } from '../cli/start-trouble.ts';
import { type CommandLineTexts, speakingTexts } from '../cli/texts.ts';
import { type AgentHostOptions, composeAgent, enrollDevice } from '../compose-agent.ts';
import { endSession } from '../end-session.ts';
import { systemLanguage } from '../system-language.ts';
import { APP_SCHEME } from './app-protocol.ts';
import { guardContents } from './contents-guard.ts';
import { desktopOf } from './desktop.ts';
import type { ElectronApi, MenuItemConstructorOptions } from './electron-api.ts';
import type { ElectronPageHost } from './electron-page-host.ts';
import { openFirstWindow } from './first-window.ts';
import { type FollowParts, followAgent } from './follow-agent.ts';
import { useHelperNode } from './helper-node.ts';
import { readMainArguments } from './main-arguments.ts';
import { type OpenedPages, openPages } from './open-pages.ts';
import { stopKeyOf } from './stop-key.ts';

/** sysexits.h: EX_USAGE and EX_CONFIG. */
const USAGE = 64;
const NOT_ENROLLED = 78;
const FAILED = 1;

/** What the installer calls it on Windows, which shows notifications of no program that it does not know (electron-builder.yml). */
export const APP_ID = 'org.alongside.agent';

/**
 * Addresses of the own network are left out where a page of the internet has no permission for them, which no page has here
 * (WICG Local Network Access, "Integration with WebRTC"). The portable host's page is one of this computer; of `app:` nobody knows.
 */
const LOCAL_NETWORK_CHECK = 'LocalNetworkAccessChecksWebRTC';

/** macOS: text fields copy and paste by it. There is no "Hide", which would take the bar away as well. */
const MAC_MENU: readonly MenuItemConstructorOptions[] = [
  { label: 'Alongside', submenu: [{ role: 'close' }, { role: 'quit' }] },
  { role: 'editMenu' },
  { label: 'View', submenu: [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }] },
];

export interface MainOptions {
  readonly argv: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Of the built program: holds `preload/` and `pages/`. */
  readonly folder: string;
  /** Beside the program, of a package. */
  readonly resources: string;
  readonly platform?: NodeJS.Platform;
}

export interface PreparedMain {
  readonly texts: CommandLineTexts;
  readonly host: AgentHostOptions;
  readonly folder: string;
  readonly platform: NodeJS.Platform;
  readonly connect: boolean;
  readonly again: FollowParts['again'];
}

/**
 * What must be said before Electron is ready, in this order; undefined where the program ends. Electron gets ready only
 * once the main file's top level has finished, so that this may be waited for there, and `startMain` must not.
 */
export async function prepareMain(electron: ElectronApi, options: MainOptions): Promise<PreparedMain | undefined> {
  const { app } = electron;
  const { environment, platform = process.platform } = options;
  const language = systemLanguage(environment, () => app.getPreferredSystemLanguages());
  const texts = await speakingTexts(language);
  const { t } = texts;
  // An AppImage's own script adds it where the system forbids it user namespaces.
  if (app.isPackaged && app.commandLine.hasSwitch('no-sandbox')) return refuse(electron, t('electron.noSandbox'), USAGE);
  const command = readMainArguments(options.argv, { packaged: app.isPackaged, environment });
  if (command.kind === 'usage') return refuse(electron, t('electron.usage'), USAGE);
  if (platform === 'win32' && app.isPackaged) app.setAppUserModelId(APP_ID);
  app.enableSandbox();
  app.setPath('userData', join(command.dataDir, 'electron'));
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write(`${t('electron.runsAlready')}\n`);
    app.exit(0);
    return undefined;
  }
  app.commandLine.appendSwitch('disable-features', [linkSwitches.disabledFeature, LOCAL_NETWORK_CHECK].join(','));
  app.commandLine.appendSwitch('force-fieldtrials', linkSwitches.fieldTrials);
  electron.registerSchemes([APP_SCHEME]);
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  // The agent lives in the tray: a closed window ends nothing.
  app.on('window-all-closed', () => undefined);
  try {
    useHelperNode({ packaged: app.isPackaged, environment }, options.resources, platform);
  } catch (error) {
    const { code, text } = explain(toAppError(error), t);
    return refuse(electron, text, code);
  }
  const { dataDir, enrollmentLink, deviceName, connect, again: args } = command;
  // What an AppImage holds is at another place each time.
  const again = environment.APPIMAGE ? { args, execPath: environment.APPIMAGE } : { args };
  return {
    texts,
    folder: options.folder,
    platform,
    connect,
    again,
    host: { dataDir, enrollmentLink, deviceName, environment, language, version: manifest.version },
  };
}

/** Everything else, once Electron is ready. Ends the program with a line where the agent cannot start. */
export async function startMain(electron: ElectronApi, prepared: PreparedMain): Promise<void> {
  await electron.app.whenReady();
  if (prepared.platform === 'darwin') {
    // Lives in the menu bar, without which its windows could not stand above those that fill the screen.
    electron.app.setActivationPolicy('accessory');
    electron.setMenu(MAC_MENU);
  }
  try {
    await startHost(electron, prepared);
  } catch (error) {
    const { code, text } = explain(toAppError(error), prepared.texts.t, prepared.host.enrollmentLink !== undefined);
    say(electron, text);
    electron.app.exit(code);
  }
}

/** Ends before anything began. A package has a box to show, which Linux draws only once Electron is ready. */
function refuse(electron: ElectronApi, text: string, code: number): undefined {
  const { app } = electron;
  if (!app.isPackaged) {
    process.stderr.write(`${text}\n`);
    app.exit(code);
    return;
  }
  void app.whenReady().then(() => {
    say(electron, text);
    app.exit(code);
  });
}

/** Whoever started a package from a menu has no terminal to read in. */
function say({ app, showError }: ElectronApi, text: string): void {
  process.stderr.write(`${text}\n`);
  if (app.isPackaged) showError('Alongside', text);
}

/** Composes the agent with Electron's windows and lets both follow each other until the user quits. */
async function startHost(electron: ElectronApi, prepared: PreparedMain): Promise<void> {
  const { texts, host, folder, platform, again } = prepared;
  const { t, speak } = texts;
  const clock = systemClock();
  if (!(await isEnrolled(electron, prepared, clock))) return electron.app.exit(NOT_ENROLLED);
  let opened: OpenedPages | undefined;
  // Pages may speak before the core is there.
  let core: Agent | undefined;
  const composed = await composeAgent(host, {
    openPages: async ({ language, logger }) => {
      opened = await openPages({ electron, folder, language, platform, t, core: () => core, clock, logger });
      return opened.pages;
    },
    ...(platform === 'darwin' ? { permissions: electron.permissions } : {}),
    screen: (found, pages) => ({
      input: found.input,
      activity: found.activity,
      stopKey: stopKeyOf(found.stopKey, electron.shortcuts, host.environment),
      desktop: desktopOf(pages, electron.beep),
    }),
  });
  const { agent, pages } = composed;
  core = agent;
  speak(agent.language.current);
  agent.language.onChange(() => speak(agent.language.current));
  const following = opened && followAgent({ ...opened, electron, agent, platform, again, t, clock });
  quitWith({ electron, agent, pages }, () => {
    following?.dispose();
    composed.dispose();
  });
  pages.show();
}

/** However it ends, a live session is stopped and gets its farewells first; the machine's own end leaves less time for them. */
export function quitWith(
  parts: {
    readonly electron: Pick<ElectronApi, 'app' | 'onShutdown'>;
    readonly agent: Agent;
    readonly pages: Pick<ElectronPageHost, 'onSessionEnd'>;
  },
  dispose: () => void,
): void {
  const { electron, agent, pages } = parts;
  let quitting = false;
  let farewells: Promise<unknown> = Promise.resolve();
  // What was begun is waited for as well: a session that has ended may be at its farewells still.
  const end = () => {
    farewells = Promise.all([farewells, endSession(agent)]);
    return farewells;
  };
  const quit = () => {
    if (quitting) return;
    quitting = true;
    void end().finally(() => {
      try {
        dispose();
      } finally {
        electron.app.exit(0);
      }
    });
  };
  electron.app.on('before-quit', (event) => {
    event.preventDefault();
    quit();
  });
  electron.onShutdown((event) => {
    event.preventDefault();
    quit();
  });
  // Windows says nothing of it to a program, only to its windows. What is asked may not come, so the agent stays then.
  pages.onSessionEnd((told) => (told === 'certain' ? quit() : void end()));
}

/** Whoever installed a package and started it from a menu has no terminal to give a link in. */
async function isEnrolled(electron: ElectronApi, prepared: PreparedMain, clock: Clock): Promise<boolean> {
  const { host, texts, folder, platform, connect } = prepared;
  const { dataDir, environment, language } = host;
  if (host.enrollmentLink !== undefined) return true;
  const place = await placeIn(dataDir);
  const belongs = place === 'known';
  if (belongs && !connect) return true;
  if (place === 'nowhere') process.stderr.write(`${texts.t('electron.notEnrolled')}\n`);
  if (place === 'unreadable') process.stderr.write(`${texts.t('electron.enrollmentBroken')}\n`);
  const enroll = (enrollmentLink: string) => enrollDevice({ ...host, enrollmentLink });
  const parts = { electron, folder, language, platform, environment, enroll, clock, logger: silentLogger };
  // Closed, it stays whose it was.
  return (await openFirstWindow(parts)) || belongs;
}

/** What cannot be read leads nowhere any more, and only a link mends it. Other trouble with the folder is told by the start. */
async function placeIn(dataDir: string): Promise<'known' | 'nowhere' | 'unreadable'> {
  if (!existsSync(join(dataDir, 'enrollment.json'))) return 'nowhere';
  try {
    await readEnrollment(FileDocumentStore.beside(dataDir));
    return 'known';
  } catch (error) {
    return toAppError(error).code === 'storage.broken' ? 'unreadable' : 'known';
  }
}

function explain(error: AppError, t: TFunction, hasLink = false): { readonly code: number; readonly text: string } {
  switch (error.code) {
    case 'environment.running-already':
      return { code: FAILED, text: t('agent.runningAlready', { pid: error.context.pid }) };
    default:
      return { code: FAILED, text: t('agent.failed', { reason: startTrouble(error, t, hasLink), code: error.code }) };
  }
}
