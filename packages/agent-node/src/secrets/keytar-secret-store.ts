import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError } from '@alongside/base';
import { type KeychainAnswer, type KeychainRequest, keychainAnswer } from './keychain-messages.ts';
import { SECRET_NAME, type SecretStore } from './secret-store.ts';

/** DESIGN 3.12: a keyring that waits for a password nobody sees must not keep the agent from starting. */
const LIMIT_MS = 3000;
const SERVICE = 'Alongside';
/** What libsecret needs to find the user's session bus and to show its prompt; nothing else of the environment is passed. */
const PASSED = [
  'HOME',
  'USER',
  'PATH',
  'LANG',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XAUTHORITY',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
];

export interface KeytarOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** The script that answers; tests give one that never does. */
  readonly script?: string;
  readonly limitMs?: number;
}

/** The system's keychain (libsecret, Keychain, Credential Vault), each call in a process of its own with a limit. */
export class KeytarSecretStore implements SecretStore {
  readonly kind = 'keychain';
  readonly #options: KeytarOptions;

  constructor(options: KeytarOptions = {}) {
    this.#options = options;
  }

  async get(name: string): Promise<string | undefined> {
    return (await this.#ask({ op: 'get', service: SERVICE, account: checked(name) })) ?? undefined;
  }

  async set(name: string, secret: string): Promise<void> {
    await this.#ask({ op: 'set', service: SERVICE, account: checked(name), secret });
  }

  async remove(name: string): Promise<void> {
    await this.#ask({ op: 'remove', service: SERVICE, account: checked(name) });
  }

  async #ask(request: KeychainRequest): Promise<string | null> {
    const answer = await this.#exchange(request);
    if (answer.status === 'done') return answer.secret;
    throw new AppError('secrets.unavailable', `The keychain of this computer cannot be used: ${answer.reason}`, {
      context: { reason: answer.reason },
    });
  }

  #exchange(request: KeychainRequest): Promise<KeychainAnswer> {
    const source = this.#options.environment ?? process.env;
    const environment: Record<string, string> = {};
    for (const name of PASSED) {
      const value = source[name];
      if (value !== undefined) environment[name] = value;
    }
    const script = this.#options.script ?? fileURLToPath(new URL('./keychain-process.ts', import.meta.url));
    const limitMs = this.#options.limitMs ?? LIMIT_MS;
    return new Promise((resolve) => {
      const hidden = { windowsHide: true }; // Else Windows opens a console for it, since Electron has none.
      const child = fork(script, [], {
        ...hidden,
        env: environment,
        execArgv: [],
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      });
      const end = (answer: KeychainAnswer) => {
        clearTimeout(limit);
        child.kill('SIGKILL');
        resolve(answer);
      };
      const limit = setTimeout(
        () => end({ status: 'failed', reason: `it did not answer within ${limitMs / 1000} s; it may wait for its password` }),
        limitMs,
      );
      child.once('message', (message) => {
        const parsed = keychainAnswer.safeParse(message);
        end(parsed.success ? parsed.data : { status: 'failed', reason: 'its answer made no sense' });
      });
      child.once('error', (error) => end({ status: 'failed', reason: error.message }));
      child.once('exit', (code) => end({ status: 'failed', reason: `its process ended (${code ?? 'killed'})` }));
      child.send(request, (error) => {
        if (error) end({ status: 'failed', reason: error.message });
      });
    });
  }
}

function checked(name: string): string {
  if (!SECRET_NAME.test(name)) throw new AppError('secrets.unavailable', 'That is no name of a secret.');
  return name;
}
