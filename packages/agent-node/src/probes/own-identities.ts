import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { IdentitiesPort } from '@alongside/agent-core';
import type { Identities } from '@alongside/diagnostics';

/** Readable for root alone, most of them: then what a check reads as root is known here, too. */
const SERIALS = ['product_serial', 'board_serial', 'chassis_serial', 'product_uuid'].map((name) => `/sys/class/dmi/id/${name}`);

export interface IdentitySources {
  readonly userInfo: () => { readonly username: string; readonly homedir: string; readonly uid: number };
  readonly hostname: () => string;
  readonly home: () => string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The text of a small file; undefined where it is not there or not for us. */
  readonly read: (path: string) => string | undefined;
}

/** The names of this computer and of the person at it, as the system has them. */
export class OwnIdentities implements IdentitiesPort {
  readonly #from: IdentitySources;

  constructor(from: IdentitySources = ownSources) {
    this.#from = from;
  }

  read(): Identities {
    const { userInfo, hostname, home, env, read } = this.#from;
    const user = userInfo();
    const names = [user.username, env.USER, env.USERNAME, env.LOGNAME, env.SUDO_USER, ...fullName(read('/etc/passwd'), user.uid)];
    return {
      users: told(names),
      homes: told([home(), user.homedir, env.HOME, env.USERPROFILE]),
      hosts: told([hostname(), env.COMPUTERNAME, env.USERDOMAIN, read('/etc/hostname')]),
      serials: told([...SERIALS, '/etc/machine-id'].map(read)),
    };
  }
}

const told = (values: readonly (string | undefined)[]) => [
  ...new Set(values.map((value) => value?.trim() ?? '').filter((value) => value.length > 0)),
];

/** The first part of the comment field of passwd(5), where systems write the person's name. */
function fullName(passwd: string | undefined, uid: number): readonly string[] {
  const row = passwd
    ?.split('\n')
    .map((line) => line.split(':'))
    .find((fields) => fields[2] === String(uid));
  return [row?.[4]?.split(',')[0] ?? ''];
}

const ownSources: IdentitySources = {
  userInfo: () => {
    try {
      return os.userInfo();
    } catch {
      // No entry for this user, as in some containers: the variables tell what there is.
      return { username: '', homedir: '', uid: process.getuid?.() ?? -1 };
    }
  },
  hostname: os.hostname,
  home: os.homedir,
  env: process.env,
  read: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
};
