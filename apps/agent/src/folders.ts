import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where the agent keeps its data when nothing else is said: the XDG base directory on Linux (a relative one is ignored,
 * as the specification demands), the system's own place elsewhere.
 */
export function defaultDataFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  const home = environment.HOME ?? homedir();
  if (platform === 'win32') return join(environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'Alongside');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Alongside');
  const data = environment.XDG_DATA_HOME;
  return join(data !== undefined && isAbsolute(data) ? data : join(home, '.local', 'share'), 'alongside');
}
