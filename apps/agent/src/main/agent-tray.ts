import type { Disposable } from '@alongside/base';
import type { AgentView } from '@alongside/protocol';
import type { MenuItemConstructorOptions } from 'electron';
import type { TFunction } from 'i18next';
import type { TrayApi, TrayImage } from './electron-api.ts';
import { trayImage } from './tray-icon.ts';
import { type TrayState, trayState } from './tray-state.ts';

export interface TrayActions {
  /** Opens the window where a request begins. */
  readonly ask: () => void;
  /** Asks for another link. */
  readonly connect: () => void;
  readonly show: () => void;
  readonly stop: () => void;
  readonly quit: () => void;
}

/** Who it is, what it does, how to end it; Stop only while there is something to stop, a request only where none is open. */
export function trayMenu(view: AgentView, t: TFunction, actions: TrayActions): readonly MenuItemConstructorOptions[] {
  const stop: MenuItemConstructorOptions[] =
    view.phase.phase === 'session' ? [{ label: t('electron.tray.stop'), click: actions.stop }] : [];
  const ask: MenuItemConstructorOptions[] =
    view.phase.phase !== 'home'
      ? []
      : view.server === 'not-enrolled'
        ? [{ label: t('electron.tray.connect'), click: actions.connect }]
        : [{ label: t('electron.tray.ask'), click: actions.ask }];
  return [
    { label: stateText(view, t), enabled: false },
    { type: 'separator' },
    ...stop,
    ...ask,
    { label: t('electron.tray.show'), click: actions.show },
    { label: t('electron.tray.quit'), click: actions.quit },
  ];
}

/** The tray's picture, words and menu follow what the user sees. */
export class AgentTray implements Disposable {
  readonly #tray: TrayApi;
  readonly #t: TFunction;
  readonly #actions: TrayActions;
  readonly #oneColour: boolean;
  #state: TrayState | undefined;
  #menu = '';

  constructor(parts: {
    readonly createTray: (image: TrayImage) => TrayApi;
    readonly t: TFunction;
    readonly actions: TrayActions;
    readonly platform: NodeJS.Platform;
  }) {
    this.#t = parts.t;
    this.#actions = parts.actions;
    this.#oneColour = parts.platform === 'darwin';
    this.#tray = parts.createTray(trayImage('offline', this.#oneColour));
    // On macOS the same click opens the menu, which a window that comes up would close.
    if (parts.platform !== 'darwin') this.#tray.on('click', () => parts.actions.show());
  }

  show(view: AgentView): void {
    const state = trayState(view);
    if (state !== this.#state) this.#tray.setImage(trayImage(state, this.#oneColour));
    this.#state = state;
    const menu = trayMenu(view, this.#t, this.#actions);
    // Set only where it changed: a menu that is open closes when it is set.
    const written = JSON.stringify(menu);
    if (written === this.#menu) return;
    this.#menu = written;
    this.#tray.setToolTip(stateText(view, this.#t));
    this.#tray.setMenu(menu);
  }

  dispose(): void {
    this.#tray.destroy();
  }
}

function stateText(view: AgentView, t: TFunction): string {
  const name = view.phase.phase === 'session' ? view.phase.session.technician.name : '';
  const state = trayState(view);
  const number = view.unread.at(-1)?.number ?? 0;
  return t(`electron.tray.state.${state === 'waiting' && name !== '' ? 'joined' : state}`, { name, number });
}
