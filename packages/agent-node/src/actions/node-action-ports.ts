import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { ActionPorts, ScannerPort, UpdatesPort } from '@alongside/agent-core';
import { AppError, type Clock } from '@alongside/base';
import { NodeFixPort } from '../fixes/index.ts';
import { AptUpdates } from './apt-updates.ts';
import { ClamScanner } from './clam-scanner.ts';
import { DefenderScanner } from './defender-scanner.ts';
import { ListedUpdates, MAC_LISTER, windowsLister } from './listed-updates.ts';
import type { ToolParts } from './run-tool.ts';
import { UserFolders } from './user-folders.ts';

export interface NodeActionOptions extends ToolParts {
  readonly clock: Clock;
  readonly environment: NodeJS.ProcessEnv;
  /** Of the agent: never cleaned. */
  readonly dataDir: string;
}

/** What technicians can ask to be done on this machine; what it does not have is `action.unavailable`. */
export function nodeActionPorts(options: NodeActionOptions): ActionPorts {
  const { environment } = options;
  const home = homedir();
  const configured = environment.XDG_CONFIG_HOME;
  const config = configured !== undefined && isAbsolute(configured) ? configured : join(home, '.config');
  const folders = new UserFolders({ home, config, uid: process.getuid?.() });
  return { scanner: scannerOf(options, folders), updates: updatesOf(options), fixes: new NodeFixPort(options) };
}

function scannerOf(options: NodeActionOptions, folders: UserFolders): ScannerPort {
  if (process.platform === 'linux') return new ClamScanner({ ...options, folders });
  const programFiles = options.environment.ProgramFiles ?? 'C:\\Program Files';
  if (process.platform === 'win32') return new DefenderScanner({ ...options, folders, programFiles });
  // macOS has XProtect, which takes no orders.
  return { look: missing, scan: missing };
}

function updatesOf(options: NodeActionOptions): UpdatesPort {
  if (process.platform === 'win32')
    return new ListedUpdates(options, windowsLister(options.environment.SystemRoot ?? 'C:\\Windows'));
  return process.platform === 'darwin' ? new ListedUpdates(options, MAC_LISTER) : new AptUpdates(options);
}

function missing(): Promise<never> {
  return Promise.reject(new AppError('action.unavailable', 'this computer has nothing for it'));
}
