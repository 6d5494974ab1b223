import { join } from 'node:path';
import type { Agent } from '@alongside/agent-core';
import { linkSwitches } from '@alongside/agent-node';
import { type AppError, systemClock, toAppError } from '@alongside/base';
import type { TFunction } from 'i18next';
import manifest from '../../package.json' with { type: 'json' };
import { type CommandLineTexts, speakingTexts } from '../cli/texts.ts';
import { type AgentHostOptions, composeAgent } from '../compose-agent.ts';
import { endSession } from '../end-session.ts';
import { systemLanguage } from '../system-language.ts';
import { APP_SCHEME } from './app-protocol.ts';
import { guardContents } from './contents-guard.ts';
import { desktopOf } from './desktop.ts';
import type { ElectronApi } from './electron-api.ts';
import { followAgent } from './follow-agent.ts';
import { useHelperNode } from './helper-node.ts';
import { readMainArguments } from './main-arguments.ts';
import { type OpenedPages, openPages } from './open-pages.ts';
import { stopKeyOf } from './stop-key.ts';

/** sysexits.h: EX_USAGE and EX_CONFIG. */
const USAGE = 64;
const NOT_ENROLLED = 78;
const FAILED = 1;

export interface MainOptions {
  readonly argv: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Of the built program: holds `preload/` and `pages/`. */
  readonly folder: string;
}

export interface PreparedMain {
  readonly texts: CommandLineTexts;
  readonly host: AgentHostOptions;
  readonly folder: string;
}

/**
 * What must be said before Electron is ready, in this order; undefined where the program ends. Electron gets ready only
 * once the main file's top level has finished, so that this may be waited for there, and `startMain` must not.
 */
export async function prepareMain(electron: ElectronApi, options: MainOptions): Promise<PreparedMain | undefined> {
  const { app } = electron;
  const { environment } = options;
  const texts = await speakingTexts(systemLanguage(environment));
  const { t } = texts;
  const command = readMainArguments(options.argv, { packaged: app.isPackaged, environment });
  if (command.kind === 'usage') {
    process.stderr.write(`${t('electron.usage')}\n`);
    app.exit(USAGE);
    return undefined;
  }
  app.enableSandbox();
  app.setPath('userData', join(command.dataDir, 'electron'));
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write(`${t('electron.runsAlready')}\n`);
    app.exit(0);
    return undefined;
  }
  app.commandLine.appendSwitch('disable-features', linkSwitches.disabledFeature);
  app.commandLine.appendSwitch('force-fieldtrials', linkSwitches.fieldTrials);
  electron.registerSchemes([APP_SCHEME]);
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
  // The agent lives in the tray: a closed window ends nothing.
  app.on('window-all-closed', () => undefined);
  useHelperNode({ packaged: app.isPackaged, environment });
  const { dataDir, enrollmentLink, deviceName } = command;
  return {
    texts,
    folder: options.folder,
    host: { dataDir, enrollmentLink, deviceName, environment, language: systemLanguage(environment), version: manifest.version },
  };
}

/** Everything else, once Electron is ready. Ends the program with a line where the agent cannot start. */
export async function startMain(electron: ElectronApi, { texts, host, folder }: PreparedMain): Promise<void> {
  await electron.app.whenReady();
  try {
    await startHost(electron, texts, folder, host);
  } catch (error) {
    electron.app.exit(explain(toAppError(error), texts.t));
  }
}

/** Composes the agent with Electron's windows and lets both follow each other until the user quits. */
async function startHost(
  electron: ElectronApi,
  { t, speak }: CommandLineTexts,
  folder: string,
  options: AgentHostOptions,
): Promise<void> {
  const { platform } = process;
  const clock = systemClock();
  let opened: OpenedPages | undefined;
  // Pages may speak before the core is there.
  let core: Agent | undefined;
  const composed = await composeAgent(options, {
    openPages: async ({ language, logger }) => {
      opened = await openPages({ electron, folder, language, platform, t, core: () => core, clock, logger });
      return opened.pages;
    },
    ...(platform === 'darwin' ? { permissions: electron.permissions } : {}),
    screen: (found, pages) => ({
      input: found.input,
      activity: found.activity,
      stopKey: stopKeyOf(found.stopKey, electron.shortcuts),
      desktop: desktopOf(pages, electron.beep),
    }),
  });
  const { agent, pages } = composed;
  core = agent;
  speak(agent.language.current);
  agent.language.onChange(() => speak(agent.language.current));
  const following = opened && followAgent({ ...opened, electron, agent, platform, t, clock });
  let quitting = false;
  electron.app.on('before-quit', (event) => {
    event.preventDefault();
    if (quitting) return;
    quitting = true;
    void endSession(agent).finally(() => {
      following?.dispose();
      composed.dispose();
      electron.app.exit(0);
    });
  });
  pages.show();
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
