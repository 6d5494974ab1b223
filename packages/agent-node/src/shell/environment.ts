import { userInfo } from 'node:os';

/**
 * The environment of a technician's shell: named variables alone. Left out on purpose, as doors to the user's session:
 * DISPLAY, WAYLAND_DISPLAY, XAUTHORITY, DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR (the bus lies in it), SSH_AUTH_SOCK,
 * GPG_AGENT_INFO and everything of the agent's own.
 */
const PASSED = new Set([
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LANGUAGE',
  'PATH',
  'TZ',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_CACHE_HOME',
  'XDG_STATE_HOME',
  'XDG_CONFIG_DIRS',
  'XDG_DATA_DIRS',
]);

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What the user database says of the one who runs the agent. */
export interface UserAccount {
  readonly username: string;
  readonly homedir: string;
  readonly shell: string | null;
}

/** The account of this process. Some are in no user database, as in containers: then the environment's word counts. */
export function ownAccount(
  environment: Readonly<Record<string, string | undefined>>,
  lookUp: () => UserAccount = userInfo,
): UserAccount {
  try {
    return lookUp();
  } catch {
    // uv_os_get_passwd: no row for this uid.
    return { username: environment.USER ?? String(process.getuid?.() ?? ''), homedir: environment.HOME ?? '/', shell: null };
  }
}

export function shellEnvironment(
  source: Readonly<Record<string, string | undefined>>,
  account: UserAccount,
  shell: string,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(source)) {
    if (value !== undefined && (PASSED.has(name) || /^LC_[A-Z]+$/u.test(name))) environment[name] = value;
  }
  environment.HOME ??= account.homedir;
  environment.USER ??= account.username;
  environment.LOGNAME ??= account.username;
  environment.PATH ??= DEFAULT_PATH;
  // Without any, programs take the terminal for one of 7 bits and garble names.
  if (!environment.LC_ALL && !environment.LANG) environment.LANG = 'C.UTF-8';
  environment.SHELL = shell;
  environment.TERM = 'xterm-256color';
  environment.COLORTERM = 'truecolor';
  return environment;
}
