import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, win32 } from 'node:path';
import { AppError } from '@alongside/base';

/** Programs by name, on PATH. */
const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'brave-browser',
  'brave',
  'microsoft-edge',
  'microsoft-edge-stable',
];

/** Where installers put them, for what is not on PATH. */
const PLACES: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/opt/google/chrome/google-chrome',
    '/usr/bin/brave-browser',
    '/opt/brave.com/brave/brave-browser',
    '/usr/bin/microsoft-edge-stable',
    '/opt/microsoft/msedge/microsoft-edge',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Brave Browser.app/Contents/MacOS/Brave Browser',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
};

/** Below the folders of programs, for all users and for one. */
const WINDOWS_PLACES = [
  'Google\\Chrome\\Application\\chrome.exe',
  'BraveSoftware\\Brave-Browser\\Application\\brave.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

export function placesOf(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): readonly string[] {
  if (platform !== 'win32') return PLACES[platform] ?? [];
  const { ProgramFiles = 'C:\\Program Files', LOCALAPPDATA } = environment;
  const folders = [ProgramFiles, environment['ProgramFiles(x86)'] ?? 'C:\\Program Files (x86)', LOCALAPPDATA];
  return WINDOWS_PLACES.flatMap((place) => folders.flatMap((folder) => (folder ? [win32.join(folder, place)] : [])));
}

/**
 * The browser's absolute path. `ALONGSIDE_BROWSER` may name another one, by an absolute path and nothing more: it is one
 * word to the system, never a command line. Throws `environment.missing-program`.
 */
export async function findBrowser(
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): Promise<string> {
  const chosen = environment.ALONGSIDE_BROWSER;
  if (chosen !== undefined && chosen !== '') {
    if (isAbsolute(chosen) && (await executable(chosen))) return chosen;
    throw missing(`ALONGSIDE_BROWSER is not the absolute path of a program: ${chosen}`);
  }
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  const onPath = platform === 'win32' ? [] : NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  for (const candidate of [...onPath, ...placesOf(environment, platform)]) {
    if (await executable(candidate)) return candidate;
  }
  const hint = platform === 'linux' ? ', for instance with `sudo apt install chromium`' : '';
  throw missing(`no Chromium, Chrome, Brave or Edge was found: install one${hint}`);
}

async function executable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false; // Not there, or not ours to run.
  }
}

function missing(message: string): AppError {
  return new AppError('environment.missing-program', message, { context: { program: 'browser' } });
}
