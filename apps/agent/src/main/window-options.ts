import { join } from 'node:path';
import type { BrowserWindowConstructorOptions, Rectangle } from 'electron';
import { originOf, type PageKind, siteOf } from './page-kinds.ts';

/** In CSS pixels. The bar grows when its feed is opened. */
const BAR = { width: 620, folded: 152, unfolded: 320 } as const;

export function barHeight(unfolded: boolean): readonly [width: number, height: number] {
  return [BAR.width, unfolded ? BAR.unfolded : BAR.folded];
}

/** The session that a page lives in, in memory only: nothing of a page outlives the process. */
export function partitionOf(kind: PageKind): 'first' | 'shell' | 'link' {
  return kind === 'first' ? kind : siteOf(kind);
}

/** Of the home page: where a request begins. */
export const ASK = '#ask';

export function addressOf(kind: PageKind, language: string): string {
  return kind === 'link' ? `${originOf(kind)}/` : `${originOf(kind)}/?lang=${encodeURIComponent(language)}`;
}

const LOOKS: Readonly<Record<PageKind, BrowserWindowConstructorOptions>> = {
  first: { width: 640, height: 640, minWidth: 360, minHeight: 420 },
  home: { width: 760, height: 760, minWidth: 360, minHeight: 420 },
  consent: {
    width: 640,
    height: 680,
    minWidth: 360,
    minHeight: 420,
    minimizable: false,
    fullscreenable: false,
    alwaysOnTop: true,
  },
  bar: {
    width: BAR.width,
    height: BAR.folded,
    useContentSize: true,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    skipTaskbar: true,
    alwaysOnTop: true,
  },
  link: { width: 320, height: 240, focusable: false, skipTaskbar: true },
};

/** The bar at the upper edge, where a question, which comes in the middle as all else does, leaves it to be seen. */
function placeOf(kind: PageKind, area: Rectangle): { readonly x: number; readonly y: number } | undefined {
  if (kind !== 'bar') return undefined;
  return { x: Math.round(area.x + (area.width - BAR.width) / 2), y: area.y };
}

/** Every page is sandboxed and isolated, and has one preload that is its kind's. Windows are shown by who makes them. */
export function windowOptions(kind: PageKind, folder: string, area: Rectangle): BrowserWindowConstructorOptions {
  return {
    ...LOOKS[kind],
    ...placeOf(kind, area),
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(folder, 'preload', `${kind}.cjs`),
      partition: partitionOf(kind),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
      // The link page works while it is never seen; the others tell times.
      backgroundThrottling: false,
    },
  };
}
