import type { Logger } from '@alongside/base';
import { type BrowserProcess, startBrowser } from './browser-process.ts';
import { type BrowserSeat, openSeat } from './browser-seat.ts';
import { browserSwitches } from './browser-switches.ts';
import { ensureBrowserUser, runAs } from './browser-user.ts';
import { findBrowser } from './find-browser.ts';

/** Starts the agent's browser. A port, because tests, demo and measurements compose the host with one of their own. */
export interface BrowserLauncher {
  /** Where and as whom it will run; made once, before anything is written to the profile. */
  prepare(): Promise<BrowserSeat>;
  /** Opens `url` (a `file:` address) in a window of its own. Throws `environment.missing-program`. */
  launch(seat: BrowserSeat, url: string): Promise<BrowserProcess>;
  /** False once the browser had to be started without its sandbox. */
  readonly sandboxed: boolean;
  /** The browser left without ever showing the page: the next start may do otherwise. */
  reportFailure(): void;
}

export interface SystemBrowserOptions {
  readonly dataDir: string;
  readonly environment: NodeJS.ProcessEnv;
  /** BCP 47. */
  readonly language: string;
  readonly logger: Logger;
}

/**
 * The system's browser in app mode. Where the agent is root the browser runs as a user of its own, since it refuses to
 * sandbox root; only where that cannot be had, or has failed, it runs without sandbox, which is said loudly.
 */
export class SystemBrowserLauncher implements BrowserLauncher {
  readonly #options: SystemBrowserOptions;
  #sandboxed = true;

  constructor(options: SystemBrowserOptions) {
    this.#options = options;
  }

  get sandboxed(): boolean {
    return this.#sandboxed;
  }

  async prepare(): Promise<BrowserSeat> {
    const { dataDir, environment } = this.#options;
    if (!isRoot()) return openSeat(dataDir, environment);
    const user = await ensureBrowserUser();
    if (user !== undefined && runAs(user) !== undefined) return openSeat(dataDir, environment, user);
    this.#giveUpSandbox('the user alongside-browser cannot be made or used here');
    return openSeat(dataDir, environment);
  }

  async launch(seat: BrowserSeat, url: string): Promise<BrowserProcess> {
    const { environment, language } = this.#options;
    const switches = browserSwitches({ profileDir: seat.profileDir, url, language, sandbox: this.#sandboxed });
    return startBrowser(await findBrowser(environment), switches, seat);
  }

  reportFailure(): void {
    if (isRoot() && this.#sandboxed) this.#giveUpSandbox('it did not start with its sandbox');
  }

  #giveUpSandbox(why: string): void {
    this.#sandboxed = false;
    this.#options.logger.error('THE BROWSER RUNS WITHOUT ITS SANDBOX. Do not run the agent as root.', { why });
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}
