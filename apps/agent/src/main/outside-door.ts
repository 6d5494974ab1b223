import { type Logger, toAppError } from '@alongside/base';
import { safeHref } from '@alongside/desk';
import type { TFunction } from 'i18next';
import type { ElectronApi } from './electron-api.ts';

/** Of an address in a box, which grows with its words. */
const SHOWN_CHARACTERS = 300;
const CALL = /^tel:\+?\d{2,30}$/u;

/** What may be handed to another program, and what the user reads of it before. */
export type Outside =
  | { readonly kind: 'page'; readonly address: string; readonly host: string }
  | { readonly kind: 'mail' | 'call'; readonly address: string; readonly to: string };

/** A page of the web by https, a mail to somebody or a call; undefined for all else, of which programs make what they like. */
export function readOutside(address: string): Outside | undefined {
  if (CALL.test(address)) return { kind: 'call', address, to: address.slice('tel:'.length) };
  const safe = safeHref(address);
  if (safe === undefined || !URL.canParse(safe)) return undefined;
  const { protocol, host, href, pathname } = new URL(safe);
  if (protocol === 'mailto:') return { kind: 'mail', address: href, to: pathname };
  // Written as it will be gone to: names in other letters are shown as what they are.
  return protocol === 'https:' ? { kind: 'page', address: href, host } : undefined;
}

export interface OutsideDoorParts {
  readonly electron: Pick<ElectronApi, 'showMessage' | 'openExternal'>;
  readonly t: TFunction;
  readonly logger: Logger;
}

/**
 * The one way from a page to the programs of this computer. Where it leads stands in a dialog of the system's own, which no
 * page can draw or press; one at a time, and No comes first. Nothing of the address is read by a shell.
 */
export class OutsideDoor {
  readonly #parts: OutsideDoorParts;
  #asking = false;

  constructor(parts: OutsideDoorParts) {
    this.#parts = parts;
  }

  /** Never rejects. */
  async ask(address: string): Promise<void> {
    const { electron, t, logger } = this.#parts;
    const outside = readOutside(address);
    if (outside === undefined || this.#asking) {
      logger.warn('a page leads nowhere', { known: outside !== undefined });
      return;
    }
    this.#asking = true;
    const shown = cut(outside.address);
    try {
      const answer = await electron.showMessage({
        type: 'question',
        title: 'Alongside',
        message: t(`electron.outside.${outside.kind}`, outside.kind === 'page' ? { host: outside.host } : { to: outside.to }),
        detail: shown,
        buttons: [t('electron.outside.no'), t('electron.outside.yes')],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
      });
      if (answer === 1) await electron.openExternal(outside.address);
    } catch (error) {
      logger.warn('nothing opens an address', { kind: outside.kind, error: toAppError(error).message });
      const message = t('electron.outside.failed');
      await electron.showMessage({ type: 'warning', title: 'Alongside', message, detail: shown }).catch(() => undefined);
    } finally {
      this.#asking = false;
    }
  }
}

function cut(address: string): string {
  return address.length <= SHOWN_CHARACTERS ? address : `${address.slice(0, SHOWN_CHARACTERS - 1)}…`;
}
