import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { http } from '@alongside/protocol';
import type { Locator, Page } from '@playwright/test';
import { until } from '../../test/fixtures/until.ts';
import { startSeparateWorld, type World } from '../../test/fixtures/world.ts';
import { Desktop } from './desktop.ts';

export const USER = 'Robin';
export const TECHNICIAN = 'Tess Brandt';
export const ORGANISATION = 'Harbour Help';
export const PROBLEM = 'The printer in room 2 takes the wrong paper.';

const SCREEN = { width: 1440, height: 810 };
const CONSOLE = { width: 1280, height: 720 };
const AGENT_AREA = { x: 6, y: 24, width: 782, height: 690 };
const EDITOR_AREA = { x: 832, y: 24, width: 600, height: 420 };
/** Below the agent's window, clear of the bar that stays on top. */
const SHARING_AREA = { x: 150, y: 752 };

/** What does not show by then does not come; the whole story has a minute. */
const SHOWS_WITHIN_MS = 12_000;

/** What the printer's file says before anybody helps. */
export const PRINTER_FILE = 'printer.txt';
export const PRINTER_TEXT = 'Printer: room 2\nTray: 1\n';

/** Two pictures of one moment, as file names in the demo's folder. */
export interface Look {
  readonly user: string;
  readonly technician: string;
}

export interface Stage {
  readonly world: World;
  readonly desktop: Desktop;
  /** The user's home folder. */
  readonly home: string;
  /** The editor's window. */
  readonly editor: string;
  readonly user: Page;
  readonly technician: Page;
  /** A click of the technician's, counted. */
  press(target: Locator): Promise<void>;
  readonly clicks: number;
  /** Brings the agent's window to the front, as the user's own click on it does. */
  showAgent(): Promise<void>;
  /** Saves a picture of each side. */
  look(names: Look): Promise<void>;
  close(): Promise<void>;
}

/** Everything up, nobody has asked for anything: server, agent beside an editor on a virtual screen, a signed-in technician. */
export async function setStage(folder: string): Promise<Stage> {
  const home = makeHome();
  const undo: (() => Promise<unknown> | unknown)[] = [
    () => rmSync(dirname(home), { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }),
  ];
  let closed: Promise<void> | undefined;
  const closeAll = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  // Whoever comes second waits for the same end.
  const close = () => {
    closed ??= closeAll();
    return closed;
  };
  try {
    const world = await startSeparateWorld({
      display: SCREEN,
      viewport: CONSOLE,
      environment: { ...process.env, HOME: home, LC_ALL: 'C.UTF-8' },
      prepare: people,
    });
    undo.push(() => world.close());
    const { user, technician, display } = world;
    for (const page of [user, technician]) page.setDefaultTimeout(SHOWS_WITHIN_MS);
    const desktop = new Desktop(display, home);
    await desktop.paintBackground('#31545c');
    undo.push(desktop.start('l3afpad', [join(home, PRINTER_FILE)]));
    const editor = await windowOf(desktop, PRINTER_FILE);
    const agent = await windowOf(desktop, '^Alongside');
    await desktop.place(agent, AGENT_AREA);
    await desktop.place(editor, EDITOR_AREA);
    await technician.getByRole('button', { name: 'Not now' }).click();
    let clicks = 0;
    return {
      world,
      desktop,
      home,
      editor,
      user,
      technician,
      async press(target) {
        clicks += 1;
        await target.click();
      },
      get clicks() {
        return clicks;
      },
      showAgent: async () => {
        await desktop.tool('windowactivate', '--sync', agent);
      },
      async look(names) {
        await Promise.all([
          desktop.savePicture(join(folder, names.user)),
          technician.screenshot({ path: join(folder, names.technician) }),
        ]);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The browser's own bar comes with the picture, in the middle of things: the user drags it aside. */
export async function moveSharingBar(desktop: Desktop): Promise<void> {
  const [bar] = await desktop.windowsNamed('is sharing your screen');
  if (bar !== undefined) await desktop.tool('windowmove', bar, String(SHARING_AREA.x), String(SHARING_AREA.y));
}

async function people(server: World['server']): Promise<{ email: string; password: string }> {
  const allDay = [{ from: 0, to: 24 * 60 }];
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const hours = Array.from({ length: 7 }, () => allDay);
  const body = { name: ORGANISATION, phone: '0800 123', timeZone, hours, version: 0 };
  const { status } = await server.call(http.organisationWrite, { as: server.admin, body });
  if (status !== 200) throw new Error(`the organisation could not be named (${status})`);
  const credentials = { email: 'tess.brandt@harbour.example', password: 'staple the horse well' };
  await server.invite(TECHNICIAN, credentials.email, credentials.password);
  return credentials;
}

function windowOf(desktop: Desktop, title: string): Promise<string> {
  return until(async () => (await desktop.windowsNamed(title))[0], 15_000).catch(() => {
    throw new Error(`no window named “${title}” came`);
  });
}

function makeHome(): string {
  const home = join(mkdtempSync(join(tmpdir(), 'alongside-demo-')), 'robin');
  mkdirSync(home);
  writeFileSync(join(home, PRINTER_FILE), PRINTER_TEXT);
  writeFileSync(join(home, '.bashrc'), "PS1='robin@front-desk:\\w$ '\n");
  return home;
}
