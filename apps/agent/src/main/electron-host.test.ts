import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@alongside/base';
import { linkPage, shellPage } from '@alongside/protocol';
import { bridgeTransport, Connection, type Contract, contract } from '@alongside/rpc';
import { settle } from '@alongside/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AgentWorld } from '../../../../test/fixtures/agent-world.ts';
import { FakeElectron, type FakeWindow } from '../../../../test/fixtures/fake-electron.ts';
import { commandLineTexts } from '../cli/texts.ts';
import { CHANNELS } from '../preload/channels.ts';
import { guardContents } from './contents-guard.ts';
import { desktopOf } from './desktop.ts';
import { followAgent } from './follow-agent.ts';
import { type OpenedPages, openPages } from './open-pages.ts';
import type { PageKind } from './page-kinds.ts';
import { quitWith } from './run.ts';

/*
 * The real core (consent, session, page desk) behind the real door and windows; Electron, server, technician and what
 * the pages do are played.
 */
let folder: string;
let world: AgentWorld;
let electron: FakeElectron;
let opened: OpenedPages;
let dispose: () => void;
let home: Connection;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alongside-electron-'));
  for (const site of ['shell', 'link']) {
    await mkdir(join(folder, 'pages', site), { recursive: true });
    await writeFile(join(folder, 'pages', site, 'index.html'), '<!doctype html>');
  }
  world = await AgentWorld.start();
  electron = new FakeElectron();
  electron.app.on('web-contents-created', (_event, contents) => guardContents(contents));
  const t = await commandLineTexts();
  const { clock, logger } = world;
  const parts = { electron, t, clock, platform: 'linux' } as const;
  opened = await openPages({ ...parts, folder, language: 'en', core: () => world.agent, logger });
  // The world's own pages make room.
  world.pages.setShell(undefined);
  opened.pages.onShell((connection) => world.pages.setShell(connection));
  const again = { args: ['--data=/d', '--connect'] };
  const following = followAgent({ ...parts, ...opened, agent: world.agent, again });
  dispose = () => {
    following.dispose();
    opened.pages.dispose();
    world.dispose();
  };
});
afterEach(async () => {
  dispose();
  expect(world.faults).toEqual([]);
  await rm(folder, { recursive: true, force: true });
});

/** What preload and page do in a window. */
function load(window: FakeWindow, of: Contract = contract(shellPage)): Connection {
  const { webContents } = window;
  const page = new Connection(
    bridgeTransport({
      connect: (receive) => {
        webContents.onSent = (frame) => void Promise.resolve().then(() => receive(frame));
        electron.ipc.send(webContents, CHANNELS.connect, []);
      },
      send: (frame) => electron.ipc.send(webContents, CHANNELS.frame, [frame]),
    }),
    { local: 'page', remote: 'core', contract: of, clock: world.clock, logger: silentLogger },
  );
  if (of.has(shellPage.viewChanged.method)) {
    page.on(shellPage.viewChanged, (view) => {
      world.view = view;
    });
  }
  return page;
}

function windowOf(kind: PageKind): FakeWindow {
  const window = electron.window(kind);
  if (window === undefined) throw new Error(`there is no ${kind} window`);
  return window;
}

/** Home is open and loaded; the consent window is the one that answers. */
async function openHome(): Promise<void> {
  opened.pages.show();
  home = load(windowOf('home'));
  await world.pass();
  world.page = home;
}

async function joined() {
  await openHome();
  await world.requestHelp();
  await world.offer();
  const technician = world.technician();
  world.page = load(windowOf('consent'));
  await world.decideJoin(true);
  await world.pass(500);
  return technician;
}

/** The question is answered in the window that opened for it. */
async function granted(technician: Awaited<ReturnType<typeof joined>>, capability: 'screen.view' | 'shell.run') {
  await world.settled(technician.ask(capability));
  await world.pass();
  world.page = load(windowOf('consent'));
  await world.pass();
  await world.answer(true);
}

test('each page is sandboxed and isolated, with its own preload, session and nothing else of Node', async () => {
  const technician = await joined();
  await world.settled(technician.ask('screen.view'));
  await world.pass();
  for (const kind of ['home', 'consent', 'bar', 'link'] as const) {
    const { options, url, calls } = windowOf(kind);
    expect(options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      devTools: false,
      partition: kind === 'link' ? 'link' : 'shell',
      preload: join(folder, 'preload', `${kind}.cjs`),
    });
    expect(options.show).toBe(false);
    expect(url).toMatch(kind === 'link' ? /^app:\/\/link\/$/u : /^app:\/\/shell\/\?lang=en$/u);
    expect(calls).toContain('removeMenu');
  }
  expect(windowOf('link').visible).toBe(false);
});

test('no page opens, goes or holds another', () => {
  opened.pages.show();
  for (const { webContents } of electron.windows) {
    expect(webContents.openHandler?.({ url: 'https://help.example/' })).toEqual({ action: 'deny' });
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
      expect(webContents.events.fire(event), event).toBe(true);
    }
  }
  expect(electron.sessions.get('link')?.events.fire('will-download')).toBe(true);
});

describe('an address in a page', () => {
  const asked = () => electron.messages.map(({ message, detail }) => [message, detail]);

  test.each([
    ['https://help.example/how?a=1', 'Open help.example in your browser?', 'https://help.example/how?a=1'],
    // Letters of another script that look like these.
    ['https://h\u0435lp.example/', 'Open xn--hlp-rdd.example in your browser?', 'https://xn--hlp-rdd.example/'],
    ['tel:+4940123456', 'Call +4940123456 with this computer?', 'tel:+4940123456'],
    ['mailto:help@help.example', 'Write a mail to help@help.example?', 'mailto:help@help.example'],
  ])('of home is opened outside once the user has read where it leads: %s', async (address, question, detail) => {
    electron.pressed = 1;
    opened.pages.show();
    const { webContents } = windowOf('home');
    expect(webContents.go(address)).toBe(true);
    await settle();
    expect(webContents.openHandler?.({ url: address })).toEqual({ action: 'deny' });
    await settle();
    expect(asked()).toEqual([
      [question, detail],
      [question, detail],
    ]);
    expect(electron.opened).toEqual([detail, detail]);
    expect(electron.messages[0]).toMatchObject({ buttons: ['Do not open', 'Open'], defaultId: 0, cancelId: 0 });
  });

  test.each([
    'http://help.example/',
    'file:///etc/passwd',
    'smb://help.example/share',
    'ms-msdt:/id',
    'https://help.example@evil.example/',
    'mailto:a@help.example?attach=/etc/passwd',
    'tel:*21*0900%23',
    'javascript:alert(1)',
    'app://shell/',
  ])('is neither asked about nor opened where it is none of those: %s', async (address) => {
    electron.pressed = 1;
    opened.pages.show();
    expect(windowOf('home').webContents.go(address)).toBe(true);
    windowOf('home').webContents.openHandler?.({ url: address });
    await settle();
    expect([...electron.messages, ...electron.opened]).toEqual([]);
  });

  test('stays where it is while another is asked about, without a yes, and in every other window', async () => {
    opened.pages.show();
    const { webContents } = windowOf('home');
    webContents.go('https://help.example/1');
    webContents.go('https://help.example/2');
    await settle();
    expect(asked().map(([, detail]) => detail)).toEqual(['https://help.example/1']);
    expect(electron.opened).toEqual([]);
    const link = windowOf('link').webContents;
    expect(link.go('https://help.example/3')).toBe(true);
    link.openHandler?.({ url: 'https://help.example/3' });
    await settle();
    expect(electron.messages).toHaveLength(1);
  });

  test('that nothing opens is told, to be typed elsewhere', async () => {
    electron.pressed = 1;
    electron.opensNothing = true;
    opened.pages.show();
    windowOf('home').webContents.go('tel:112');
    await settle();
    expect(asked()[1]).toEqual([expect.stringContaining('Nothing on this computer opens this address'), 'tel:112']);
  });
});

test('from help to a joined session: home asks, the consent window lets in, the bar comes', async () => {
  await openHome();
  expect(electron.trays[0]?.labels()[0]).toBe('Alongside: nobody can see this computer');
  await world.requestHelp();
  expect(world.view?.phase.phase).toBe('waiting');
  expect(electron.window('consent')).toBeUndefined();
  await world.offer();
  const consent = windowOf('consent');
  expect(consent).toMatchObject({ alwaysOnTop: true, visible: true });
  expect(consent.calls).not.toContain('focus');
  await expect(world.page.call(shellPage.joinDecide, { sessionId: 'session-000001', accept: true })).rejects.toMatchObject({
    code: 'rpc.unknown-method',
  });
  expect(world.joinAnswers).toEqual([]);
  const technician = world.technician();
  world.page = load(consent);
  await world.decideJoin(true);
  await world.pass(500);
  expect(world.joinAnswers).toEqual([true]);
  expect(consent.destroyed).toBe(true);
  expect(windowOf('bar')).toMatchObject({ alwaysOnTop: true, visible: true });
  // Also before a program that fills the screen, where that is a thing of its own (macOS).
  expect(windowOf('bar').options).toMatchObject({ x: 330, y: 30 });
  const above = 'allWorkspaces {"visibleOnFullScreen":true,"skipTransformProcessType":true}';
  for (const { calls } of [consent, windowOf('bar')]) expect(calls).toContain(above);
  expect(electron.trays[0]?.toolTip).toBe('Alongside: Tomke has joined and sees nothing');
  technician.dispose();
});

describe('while something is allowed', () => {
  test('closing the bar is Stop', async () => {
    await granted(await joined(), 'shell.run');
    expect(world.live).toEqual(['shell.run']);
    const bar = windowOf('bar');
    const before = bar.calls.length;
    bar.close();
    // It hides on its way out, and is not shown again for that.
    expect(bar.calls).toHaveLength(before);
    expect(world.live).toEqual([]);
    await world.pass(500);
    expect(world.view?.phase).toMatchObject({ phase: 'ended', reason: 'user-closed' });
    expect(electron.window('bar')).toBeUndefined();
  });

  test('closing home is Stop', async () => {
    await granted(await joined(), 'shell.run');
    windowOf('home').close();
    expect(world.live).toEqual([]);
  });

  test.each(['bar', 'home'] as const)('%s that breaks is Stop', async (kind) => {
    await granted(await joined(), 'shell.run');
    windowOf(kind).webContents.events.fire('render-process-gone');
    expect(world.live).toEqual([]);
  });

  test('the bar cannot be hidden or put away', async () => {
    await granted(await joined(), 'shell.run');
    const bar = windowOf('bar');
    bar.hide();
    expect(bar.visible).toBe(true);
    bar.minimize();
    expect(bar.minimized).toBe(false);
  });

  test('the bar pauses and stops, and cannot allow', async () => {
    await granted(await joined(), 'shell.run');
    const bar = load(windowOf('bar'));
    await world.settled(bar.call(shellPage.sessionPause, { sessionId: world.sessionId, paused: true }));
    expect(world.agent.session?.consent.frozen.has('paused')).toBe(true);
    await expect(
      bar.call(shellPage.grantProlong, { sessionId: world.sessionId, capability: 'shell.run', durationMs: 600_000 }),
    ).rejects.toMatchObject({
      code: 'rpc.unknown-method',
    });
    await world.settled(bar.call(shellPage.sessionStop, { by: 'button' }));
    expect(world.live).toEqual([]);
  });

  test('the tray’s Stop stops', async () => {
    await granted(await joined(), 'shell.run');
    await world.pass();
    const stop = electron.trays[0]?.menu.find(({ label }) => label === 'Stop everything');
    (stop?.click as (() => void) | undefined)?.();
    expect(world.live).toEqual([]);
  });
});

describe('the machine’s own end', () => {
  let disposed = false;
  beforeEach(() => {
    disposed = false;
    quitWith({ electron, agent: world.agent, pages: opened.pages }, () => {
      disposed = true;
    });
  });
  const exited = () => expect.poll(() => electron.app.exitCode, { timeout: 5_000 }).toBe(0);
  const recorded = async () => {
    await world.pass(500);
    expect(world.view?.phase).toMatchObject({ phase: 'ended', reason: 'user-closed' });
  };

  test('of Linux and macOS waits for the farewell', async () => {
    await granted(await joined(), 'shell.run');
    // Prevented: the system waits for this program to quit.
    expect(electron.power.fire('shutdown')).toBe(true);
    expect(world.live).toEqual([]);
    await recorded();
    await exited();
    expect(disposed).toBe(true);
  });

  test('of Windows is asked of each window: the session ends and gets its farewell, the agent stays until it is certain', async () => {
    await granted(await joined(), 'shell.run');
    for (const window of electron.windows) if (!window.destroyed) window.events.fire('query-session-end');
    expect(world.live).toEqual([]);
    await recorded();
    expect(electron.app.exitCode).toBeUndefined();
    for (const window of electron.windows) if (!window.destroyed) window.events.fire('session-end');
    await exited();
    expect(disposed).toBe(true);
  });

  test('that comes without being asked stops at once', async () => {
    await granted(await joined(), 'shell.run');
    windowOf('link').events.fire('session-end');
    expect(world.live).toEqual([]);
    await exited();
  });
});

test('where nothing is allowed the bar may be closed, and comes back with the next change', async () => {
  const technician = await joined();
  windowOf('bar').close();
  expect(world.agent.session?.end).toBeUndefined();
  await granted(technician, 'shell.run');
  await world.pass();
  expect(windowOf('bar').visible).toBe(true);
});

test('a question cannot be closed away; silence is its own no', async () => {
  const technician = await joined();
  await world.settled(technician.ask('shell.run'));
  await world.pass();
  const consent = windowOf('consent');
  consent.close();
  expect(consent.destroyed).toBe(false);
  consent.webContents.events.fire('render-process-gone');
  expect(windowOf('consent')).not.toBe(consent);
  expect(world.live).toEqual([]);
});

test('the last window that goes takes the page’s connection along; the next brings a new one', async () => {
  await openHome();
  expect(opened.pages.shell?.open).toBe(true);
  windowOf('home').close();
  expect(opened.pages.shell).toBeUndefined();
  await openHome();
  expect(opened.pages.shell?.open).toBe(true);
  // A page that is loaded anew takes the place of the one before it.
  load(windowOf('home'));
  expect(opened.pages.shell?.open).toBe(true);
});

describe('the link page', () => {
  test('has frames only: nothing of the user’s hand is known there', async () => {
    const link = load(windowOf('link'), contract(linkPage));
    expect(opened.pages.link?.open).toBe(true);
    const { webContents } = windowOf('link');
    webContents.sent.length = 0;
    electron.ipc.send(webContents, CHANNELS.frame, [
      '{"m":"consent/answer","i":1,"p":{"askId":"ask-000001","allow":true,"durationMs":600000,"wordsHash":"x"}}',
    ]);
    await settle();
    expect(webContents.sent.map((frame) => JSON.parse(frame).e?.code)).toEqual(['rpc.unknown-method']);
    expect(link.open).toBe(true);
  });

  test('is thrown away and made anew when it is reset, and when it broke', async () => {
    const ends: boolean[] = [];
    opened.pages.onLink((connection) => ends.push(connection !== undefined));
    const first = windowOf('link');
    load(first, contract(linkPage));
    opened.pages.resetLink();
    expect(first.destroyed).toBe(true);
    const second = windowOf('link');
    load(second, contract(linkPage));
    second.webContents.events.fire('render-process-gone');
    expect(electron.window('link')).toBeUndefined();
    await world.clock.advance(600);
    expect(windowOf('link')).not.toBe(second);
    expect(ends).toEqual([true, false, true, false]);
  });

  const chooseInLink = () => electron.ipc.invoke(windowOf('link').webContents, CHANNELS.chooseScreen, []);
  const takeInLink = () =>
    electron.sessions.get('link')?.capture(windowOf('link').webContents, {
      frame: windowOf('link').webContents.mainFrame,
      securityOrigin: 'app://link/',
      videoRequested: true,
      audioRequested: false,
    });

  /** What a link page does at `screen/start`: asks for the choice when it is awaited, not before. */
  function captureWhenAsked(): { readonly taken: unknown[] } {
    const taken: unknown[] = [];
    const capture = async () => {
      if (await chooseInLink()) taken.push(takeInLink());
    };
    // biome-ignore lint/suspicious/noThenProperty: the world awaits this when the core asks for the screen
    world.frame.choosing = { then: (done: () => void) => void capture().then(done) } as unknown as Promise<void>;
    return { taken };
  }

  test('gets the screen with the user’s yes to the screen, once, and not with any other', async () => {
    const technician = await joined();
    expect(await chooseInLink()).toBe(false);
    await granted(technician, 'shell.run');
    expect(await chooseInLink()).toBe(false);
    expect(takeInLink()).toBeNull();
    const { taken } = captureWhenAsked();
    await world.settled(technician.ask('screen.view'));
    expect(await chooseInLink()).toBe(false);
    await world.pass();
    world.page = load(windowOf('consent'));
    await world.pass();
    await world.answer(true);
    expect(taken).toEqual([{ video: { id: 'screen:1:0', name: 'Entire screen' } }]);
    expect(world.live).toEqual(['shell.run', 'screen.view']);
    expect(await chooseInLink()).toBe(false);
    expect(takeInLink()).toBeNull();
    await world.pass();
    expect(electron.trays[0]?.toolTip).toBe('Alongside: Tomke may act on this computer');
  });

  test('is thrown away after a session in which it was given a screen, and not after another', async () => {
    const technician = await joined();
    const first = windowOf('link');
    captureWhenAsked();
    await granted(technician, 'screen.view');
    await world.settled(home.call(shellPage.grantTakeBack, { sessionId: world.sessionId, capability: 'screen.view' }));
    await world.pass(3_000);
    expect(first.destroyed).toBe(false);
    world.agent.stop('user-stopped');
    await world.pass(1_000);
    expect(first.destroyed).toBe(false);
    await world.pass(3_000);
    expect(first.destroyed).toBe(true);
    const second = windowOf('link');
    world.agent.dismissEnd();
    await world.pass(5_000);
    expect(second.destroyed).toBe(false);
  });

  test('of several screens gets the one that the user chose, and none where they did not', async () => {
    electron.sources = [...electron.sources, { id: 'screen:2:0', name: 'Screen 2', display_id: '12' }];
    electron.screens = [...electron.screens, { id: 12, size: { width: 1920, height: 1080 }, scaleFactor: 1.5 }];
    electron.pressed = 2;
    const technician = await joined();
    const { taken } = captureWhenAsked();
    await granted(technician, 'screen.view');
    expect(electron.messages[0]?.buttons).toEqual(['Do not show any', 'Screen 1, 1280 × 720', 'Screen 2, 2880 × 1620']);
    expect(electron.messages[0]).toMatchObject({ defaultId: 0, cancelId: 0 });
    expect(taken).toEqual([{ video: { id: 'screen:2:0', name: 'Screen 2' } }]);
    await world.pass();
    expect(electron.trays[0]?.toolTip).toBe('Alongside: Tomke may look');
    // Ended by the user; the next yes is declined in the system's dialog.
    await world.settled(home.call(shellPage.grantTakeBack, { sessionId: world.sessionId, capability: 'screen.view' }));
    expect(world.live).toEqual([]);
    await world.pass(61_000);
    electron.pressed = 0;
    await granted(technician, 'screen.view');
    expect(taken).toHaveLength(1);
  });
});

test('a question that stands is not raised with each change, and comes above the bar', async () => {
  const technician = await joined();
  await world.settled(technician.ask('shell.run'));
  await world.pass();
  const [bar, consent] = [windowOf('bar'), windowOf('consent')];
  expect(electron.windows.indexOf(consent)).toBeGreaterThan(electron.windows.indexOf(bar));
  const before = [bar, consent].map(({ calls }) => calls.length);
  await world.pass(5_000);
  expect([bar, consent].map(({ calls }) => calls.length)).toEqual(before);
});

test('attention raises the question without the focus and makes a sound', async () => {
  const technician = await joined();
  await world.settled(technician.ask('shell.run'));
  await world.pass();
  const desktop = desktopOf(opened.pages, electron.beep);
  await desktop.attention();
  await desktop.keepBarAbove();
  await desktop.rememberFocus();
  await desktop.restoreFocus();
  expect(electron.beeps).toBe(1);
  expect(windowOf('consent').calls).toEqual(expect.arrayContaining(['showInactive', 'moveTop', 'flash true']));
  expect([...windowOf('consent').calls, ...windowOf('bar').calls]).not.toContain('focus');
});

test('a second start, the dock, the tray and a wake from sleep reach the host', async () => {
  electron.app.events.fire('second-instance');
  expect(windowOf('home').calls).toEqual(expect.arrayContaining(['show', 'focus']));
  windowOf('home').close();
  electron.app.events.fire('activate');
  windowOf('home').close();
  electron.trays[0]?.events.fire('click');
  expect(windowOf('home').visible).toBe(true);
  for (const listener of electron.resumed) listener();
  expect(electron.trays[0]?.images.length).toBeGreaterThan(0);
});

test('“Ask for help” in the tray opens home where a request begins, whether or not it is open', async () => {
  const ask = () =>
    (electron.trays[0]?.menu.find(({ label }) => label === 'Ask for help')?.click as (() => void) | undefined)?.();
  ask();
  expect(windowOf('home').url).toMatch(/^app:\/\/shell\/\?lang=[a-z]+#ask$/u);
  expect(windowOf('home').calls).toEqual(expect.arrayContaining(['show', 'focus']));
  const frame = windowOf('home').webContents.mainFrame;
  // As its page does once it has heard of it.
  windowOf('home').url = windowOf('home').url.replace('#ask', '');
  ask();
  expect(windowOf('home').url).toMatch(/#ask$/u);
  // Nothing was loaded anew: what is written there stays.
  expect(windowOf('home').webContents.mainFrame).toBe(frame);
});

test('a computer that its server forgot asks for a new link from the tray: begun anew, once it has ended', async () => {
  const labels = () => electron.trays[0]?.labels() ?? [];
  expect(labels()).not.toContain('Connect with a new link');
  world.server.set(undefined);
  world.server.forgotten.set(true);
  await world.pass();
  expect(labels()).not.toContain('Ask for help');
  const connect = electron.trays[0]?.menu.find(({ label }) => label === 'Connect with a new link');
  (connect?.click as (() => void) | undefined)?.();
  expect(electron.app.calls).toContain('relaunch  --data=/d --connect');
  expect(electron.app.exitCode).toBe(0);
});

test('what ends leaves no window and no door', async () => {
  await openHome();
  const { webContents } = windowOf('home');
  opened.pages.dispose();
  expect(electron.windows.every(({ destroyed }) => destroyed)).toBe(true);
  electron.ipc.send(webContents, CHANNELS.connect, []);
  opened.pages.show();
  expect(electron.windows.every(({ destroyed }) => destroyed)).toBe(true);
  expect(opened.pages.shell).toBeUndefined();
});
