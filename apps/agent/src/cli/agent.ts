import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { ServerLinkState } from '@alongside/agent-node';
import { type AppError, toAppError } from '@alongside/base';
import { wordsOfOrganisation } from '@alongside/identity';
import type { TFunction } from 'i18next';
import manifest from '../../package.json' with { type: 'json' };
import { hasScreen } from '../compose-agent.ts';
import { endSession } from '../end-session.ts';
import { defaultDataFolder } from '../folders.ts';
import { composePortable, type PortableAgent } from '../portable/compose.ts';
import { systemLanguage } from '../system-language.ts';
import { isWayland } from '../wayland.ts';
import { askForLink } from './ask-for-link.ts';
import { openTerminal, type Terminal } from './org/terminal.ts';
import { retireDevice } from './retire.ts';
import { startTrouble } from './start-trouble.ts';
import { commandLineTexts } from './texts.ts';
import type { CommandLine } from './verify.ts';

/** sysexits.h: EX_USAGE and EX_CONFIG. */
const USAGE = 64;
const NOT_ENROLLED = 78;
const FAILED = 1;
/** After the end of everything; what is still open then is not worth waiting for. */
const LAST_RESORT_MS = 1_500;

type Command =
  | {
      readonly kind: 'run';
      readonly dataDir: string;
      readonly enrollmentLink: string | undefined;
      readonly deviceName: string | undefined;
    }
  | { readonly kind: 'retire'; readonly dataDir: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'usage' };

const streams: CommandLine = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};

/** `alongside agent`: runs until it is told to end. Resolves to the exit code; says its state on lines `Agent: STATE`. */
export async function runAgent(
  argv: readonly string[],
  io: CommandLine = streams,
  environment: NodeJS.ProcessEnv = process.env,
  terminal: Terminal = openTerminal(),
): Promise<number> {
  const t = await commandLineTexts(environment);
  const command = readCommand(argv, environment);
  if (command.kind === 'help') {
    io.out(`${t('agent.usage')}\n`);
    return 0;
  }
  if (command.kind === 'usage') {
    io.err(`${t('agent.usage')}\n`);
    return USAGE;
  }
  if (command.kind === 'retire') {
    try {
      await retireDevice({ dataDir: command.dataDir, environment, version: manifest.version });
      io.out(`${t('agent.retired')}\n`);
      return 0;
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'device.not-enrolled') return explain(error, io, t);
      io.err(`${t('agent.nothingToRetire', { folder: command.dataDir })}\n`);
      return NOT_ENROLLED;
    }
  }
  let { enrollmentLink } = command;
  const canAsk = terminal.isInteractive && hasScreen(environment);
  if (enrollmentLink === undefined && canAsk && !existsSync(join(command.dataDir, 'enrollment.json'))) {
    io.err(`${t('agent.notEnrolled')}\n`);
    enrollmentLink = await askForLink(terminal, io, environment, t);
    terminal.close();
    if (enrollmentLink === undefined) return NOT_ENROLLED;
  }
  // Before the lock names this process to others, which may then ask for the window.
  const signals = listenToSignals();
  try {
    const agent = await composePortable({
      dataDir: command.dataDir,
      enrollmentLink,
      deviceName: command.deviceName,
      environment,
      language: systemLanguage(environment),
      version: manifest.version,
      listens: true,
    });
    tell(agent, io, t);
    if (agent.limits.includes('no-input')) io.err(`${noInput(environment, t)}\n`);
    signals.handleShow = () => agent.show();
    agent.show();
    await signals.ended;
    await endSession(agent.agent);
    agent.dispose();
    setTimeout(() => process.exit(0), LAST_RESORT_MS).unref();
    return 0;
  } catch (error) {
    return explain(toAppError(error), io, t, enrollmentLink !== undefined);
  } finally {
    signals.dispose();
  }
}

function readCommand(argv: readonly string[], environment: NodeJS.ProcessEnv): Command {
  try {
    const { values } = parseArgs({
      args: [...argv],
      strict: true,
      allowPositionals: false,
      options: {
        data: { type: 'string' },
        enroll: { type: 'string' },
        name: { type: 'string' },
        retire: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { kind: 'help' };
    if (values.data === '' || values.enroll === '' || values.name === '') return { kind: 'usage' };
    const folder = values.data ?? defaultDataFolder(environment);
    const dataDir = isAbsolute(folder) ? folder : resolve(folder);
    if (values.retire) return values.enroll === undefined ? { kind: 'retire', dataDir } : { kind: 'usage' };
    return { kind: 'run', dataDir, enrollmentLink: values.enroll, deviceName: values.name };
  } catch {
    // Whatever parseArgs dislikes, the usage says how it is meant.
    return { kind: 'usage' };
  }
}

/** Says what a person should know, and the state on a line of its own each time it changes. */
function tell(agent: PortableAgent, io: CommandLine, t: TFunction): void {
  io.out(`${t('agent.belongsTo', { organisation: agent.enrollment.organisation.name, server: agent.enrollment.server })}\n`);
  const { organisationHash } = agent.enrollment;
  if (organisationHash !== undefined)
    io.out(`${t('agent.pinned', { words: wordsOfOrganisation(organisationHash).join(' ') })}\n`);
  let before = '';
  const tellState = (state: ServerLinkState) => {
    const line = `Agent: ${t(`agent.state.${state.kind}`)}\n`;
    if (state.kind === 'connecting' || line === before) return;
    before = line;
    io.out(line);
  };
  agent.server.onState(tellState);
  tellState(agent.server.state);
  let saidSandbox = false;
  agent.pages.onBrowser((pid) => {
    if (agent.limits.includes('browser-without-sandbox') && !saidSandbox) {
      saidSandbox = true;
      io.err(`${t('agent.withoutSandbox')}\n`);
    }
    io.out(`${t(pid === undefined ? 'agent.windowClosed' : 'agent.windowOpened')}\n`);
  });
  agent.pages.onTrouble((error) => io.err(`${t('agent.noWindow', { reason: error.message, code: error.code })}\n`));
}

/** Why mouse and keyboard cannot be shared, and what would change that. */
function noInput(environment: NodeJS.ProcessEnv, t: TFunction): string {
  return isWayland(environment) ? t('agent.noInputWayland') : t('agent.noInput', { display: environment.DISPLAY ?? '' });
}

function explain(error: AppError, io: CommandLine, t: TFunction, hasLink = false): number {
  switch (error.code) {
    case 'environment.running-already': {
      const pid = Number(error.context.pid);
      const shown = Number.isInteger(pid) && error.context.listens === true && askForWindow(pid);
      io.err(`${t(shown ? 'agent.runningAlreadyShown' : 'agent.runningAlready', { pid })}\n`);
      return FAILED;
    }
    case 'device.not-enrolled':
      io.err(`${t('agent.notEnrolled')}\n`);
      io.out(`Agent: ${t('agent.state.not-enrolled')}\n`);
      return NOT_ENROLLED;
    case 'screen.unavailable':
      io.err(`${t('agent.noScreen')}\n`);
      return FAILED;
    default:
      io.err(`${t('agent.failed', { reason: startTrouble(error, t, hasLink), code: error.code })}\n`);
      return FAILED;
  }
}

/** The signal by which a second start asks the first to show its window, where that listens to it; Windows has none. */
const SHOW = 'SIGUSR2';

function askForWindow(pid: number): boolean {
  if (process.platform === 'win32') return false;
  try {
    process.kill(pid, SHOW);
    return true;
  } catch {
    return false; // It ended meanwhile, or is another user's.
  }
}

function listenToSignals(): { readonly ended: Promise<void>; handleShow: () => void; dispose(): void } {
  const { promise, resolve: end } = Promise.withResolvers<void>();
  const parts = { ended: promise, handleShow: (): void => undefined, dispose: (): void => undefined };
  const handleEnd = () => end();
  const handleShow = () => parts.handleShow();
  const ends = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of ends) process.on(signal, handleEnd);
  if (process.platform !== 'win32') process.on(SHOW, handleShow);
  parts.dispose = () => {
    for (const signal of ends) process.off(signal, handleEnd);
    process.off(SHOW, handleShow);
  };
  return parts;
}
