import { AppError, type RandomSource, systemClock, systemRandom, toAppError } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import { Audit, TERMINAL } from './accounts/audit.ts';
import { Links } from './accounts/links.ts';
import { serverKey } from './server-secret.ts';
import { serverRuns } from './storage/lock-for-server.ts';
import { isCurrent, openDatabase } from './storage/open-database.ts';
import { openStores, type Stores } from './storage/stores.ts';

interface Dependencies {
  readonly stores: Pick<Stores, 'accounts' | 'factors'>;
  readonly organisationId: string;
  readonly links: Links;
  readonly audit: Audit;
}

/** What whoever sits at the server's machine may do; the audit says that it was done there. */
export class Terminal {
  readonly #d: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#d = dependencies;
  }

  /** `elsewhere`: where the link leads, instead of the server's address for everybody. */
  async enrollmentLink(label: string, elsewhere?: string): Promise<string> {
    const { links, organisationId } = this.#d;
    const make = () => links.create(organisationId, 'enrollment', { name: label, email: null }, elsewhere);
    return (await this.#during('enrollment link', { label }, make)).url;
  }

  /** It lets in a new browser as well: the way back for the one admin whose browser is gone. Throws `request.invalid` for an unknown address. */
  async resetLink(email: string): Promise<string> {
    const { links, organisationId } = this.#d;
    const user = await this.#user(email);
    if (user.active !== 1) throw new AppError('request.invalid', `The account of ${email} is switched off.`);
    const make = () => links.create(organisationId, 'terminal-reset', { name: user.name, email: user.email });
    return (await this.#during('password link', { email: user.email }, make)).url;
  }

  /** Takes all second factors of an account away and signs it out. Throws `request.invalid` for an unknown address. */
  async removeFactors(email: string): Promise<void> {
    const { stores, organisationId } = this.#d;
    const user = await this.#user(email);
    await this.#during('factors removed', { email: user.email }, () => stores.factors.removeAll(organisationId, user.id));
  }

  async #user(email: string) {
    const user = await this.#d.stores.accounts.findByEmail(this.#d.organisationId, email);
    if (!user) throw new AppError('request.invalid', `There is no account with the e-mail address ${email}.`);
    return user;
  }

  #during<T>(action: string, detail: unknown, act: () => Promise<T>): Promise<T> {
    return this.#d.audit.during({ actor: TERMINAL, action, subject: null, detail }, act, (error) => toAppError(error).code);
  }
}

/**
 * The terminal of a server that runs already, or is not running: on the data alone, so that nothing that waits there (mail,
 * deliveries, sessions) is taken up or given up. Its links have no address of a server before them: `/#invite=TOKEN`.
 * Throws `request.invalid` where no server was ever started with the folder, `environment.running-already` where one of an
 * earlier release runs, whose tables must stay as it knows them, and `storage.*`.
 */
export async function openTerminal(
  dataDir: string,
  random: RandomSource = systemRandom(),
): Promise<{ readonly terminal: Terminal; close(): void }> {
  if (serverRuns(dataDir) && !(await isCurrent(dataDir))) {
    throw new AppError(
      'environment.running-already',
      'The server that runs is of an earlier release. End it and start this one, and do this again.',
    );
  }
  const database = await openDatabase(dataDir);
  try {
    const stores = openStores(database.db);
    const organisationId = await stores.organisations.only();
    const clock = systemClock();
    const crypto = webCrypto();
    const place = () => ({ origin: '', pin: undefined });
    const links = new Links({ store: stores.links, clock, crypto, random, place });
    const audit = new Audit({ store: stores.audit, organisationId, crypto, clock, key: await serverKey(dataDir, random) });
    return { terminal: new Terminal({ stores, organisationId, links, audit }), close: () => database.close() };
  } catch (error) {
    database.close();
    throw error;
  }
}
