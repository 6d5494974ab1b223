import { join } from 'node:path';
import { linkPage, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { settle } from '@alongside/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AgentWorld } from '../../../../test/fixtures/agent-world.ts';
import { ElectronHost } from '../../../../test/fixtures/electron-host.ts';
import type { FakeElectron } from '../../../../test/fixtures/fake-electron.ts';
import { CHANNELS } from '../preload/channels.ts';
import { desktopOf } from './desktop.ts';
import type { OpenedPages } from './open-pages.ts';

/* The windows: what each is and may, and how a session goes through them. */
let host: ElectronHost;
let world: AgentWorld;
let electron: FakeElectron;
let opened: OpenedPages;

beforeEach(async () => {
  host = await ElectronHost.start();
  ({ world, electron, opened } = host);
});
afterEach(() => host.dispose());

test('each page is sandboxed and isolated, with its own preload, session and nothing else of Node', async () => {
  const technician = await host.joined();
  await world.settled(technician.ask('screen.view'));
  await world.pass();
  for (const kind of ['home', 'consent', 'bar', 'link'] as const) {
    const { options, url, calls } = host.windowOf(kind);
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
      preload: join(host.folder, 'preload', `${kind}.cjs`),
    });
    expect(options.show).toBe(false);
    expect(url).toMatch(kind === 'link' ? /^app:\/\/link\/$/u : /^app:\/\/shell\/\?lang=en$/u);
    expect(calls).toContain('removeMenu');
  }
  expect(host.windowOf('link').visible).toBe(false);
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

test('from help to a joined session: home asks, the consent window lets in, the bar comes', async () => {
  await host.openHome();
  expect(electron.trays[0]?.labels()[0]).toBe('Alongside: nobody can see this computer');
  await world.requestHelp();
  expect(world.view?.phase.phase).toBe('waiting');
  expect(electron.window('consent')).toBeUndefined();
  await world.offer();
  const consent = host.windowOf('consent');
  expect(consent).toMatchObject({ alwaysOnTop: true, visible: true });
  expect(consent.calls).not.toContain('focus');
  await expect(world.page.call(shellPage.joinDecide, { sessionId: 'session-000001', accept: true })).rejects.toMatchObject({
    code: 'rpc.unknown-method',
  });
  expect(world.joinAnswers).toEqual([]);
  const technician = world.technician();
  world.page = host.load(consent);
  await world.decideJoin(true);
  await world.pass(500);
  expect(world.joinAnswers).toEqual([true]);
  expect(consent.destroyed).toBe(true);
  expect(host.windowOf('bar')).toMatchObject({ alwaysOnTop: true, visible: true });
  // Also before a program that fills the screen, where that is a thing of its own (macOS).
  expect(host.windowOf('bar').options).toMatchObject({ x: 330, y: 30 });
  const above = 'allWorkspaces {"visibleOnFullScreen":true,"skipTransformProcessType":true}';
  for (const { calls } of [consent, host.windowOf('bar')]) expect(calls).toContain(above);
  expect(electron.trays[0]?.toolTip).toBe('Alongside: Tomke has joined and sees nothing');
  technician.dispose();
});

describe('while something is allowed', () => {
  test('closing the bar is Stop', async () => {
    await host.granted(await host.joined(), 'shell.run');
    expect(world.live).toEqual(['shell.run']);
    const bar = host.windowOf('bar');
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
    await host.granted(await host.joined(), 'shell.run');
    host.windowOf('home').close();
    expect(world.live).toEqual([]);
  });

  test.each(['bar', 'home'] as const)('%s that breaks is Stop', async (kind) => {
    await host.granted(await host.joined(), 'shell.run');
    host.windowOf(kind).webContents.events.fire('render-process-gone');
    expect(world.live).toEqual([]);
  });

  test('the bar cannot be hidden or put away', async () => {
    await host.granted(await host.joined(), 'shell.run');
    const bar = host.windowOf('bar');
    bar.hide();
    expect(bar.visible).toBe(true);
    bar.minimize();
    expect(bar.minimized).toBe(false);
  });

  test('the bar pauses and stops, and cannot allow', async () => {
    await host.granted(await host.joined(), 'shell.run');
    const bar = host.load(host.windowOf('bar'));
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
});

test('where nothing is allowed the bar may be closed, and comes back with the next change', async () => {
  const technician = await host.joined();
  host.windowOf('bar').close();
  expect(world.agent.session?.end).toBeUndefined();
  await host.granted(technician, 'shell.run');
  await world.pass();
  expect(host.windowOf('bar').visible).toBe(true);
});

test('a question cannot be closed away; silence is its own no', async () => {
  const technician = await host.joined();
  await world.settled(technician.ask('shell.run'));
  await world.pass();
  const consent = host.windowOf('consent');
  consent.close();
  expect(consent.destroyed).toBe(false);
  consent.webContents.events.fire('render-process-gone');
  expect(host.windowOf('consent')).not.toBe(consent);
  expect(world.live).toEqual([]);
});

test('the last window that goes takes the page’s connection along; the next brings a new one', async () => {
  await host.openHome();
  expect(opened.pages.shell?.open).toBe(true);
  host.windowOf('home').close();
  expect(opened.pages.shell).toBeUndefined();
  await host.openHome();
  expect(opened.pages.shell?.open).toBe(true);
  // A page that is loaded anew takes the place of the one before it.
  host.load(host.windowOf('home'));
  expect(opened.pages.shell?.open).toBe(true);
});

describe('the link page', () => {
  test('has frames only: nothing of the user’s hand is known there', async () => {
    const link = host.load(host.windowOf('link'), contract(linkPage));
    expect(opened.pages.link?.open).toBe(true);
    const { webContents } = host.windowOf('link');
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
    const first = host.windowOf('link');
    host.load(first, contract(linkPage));
    opened.pages.resetLink();
    expect(first.destroyed).toBe(true);
    const second = host.windowOf('link');
    host.load(second, contract(linkPage));
    second.webContents.events.fire('render-process-gone');
    expect(electron.window('link')).toBeUndefined();
    await world.clock.advance(600);
    expect(host.windowOf('link')).not.toBe(second);
    expect(ends).toEqual([true, false, true, false]);
  });

  const chooseInLink = () => electron.ipc.invoke(host.windowOf('link').webContents, CHANNELS.chooseScreen, []);
  const takeInLink = () =>
    electron.sessions.get('link')?.capture(host.windowOf('link').webContents, {
      frame: host.windowOf('link').webContents.mainFrame,
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
    const technician = await host.joined();
    expect(await chooseInLink()).toBe(false);
    await host.granted(technician, 'shell.run');
    expect(await chooseInLink()).toBe(false);
    expect(takeInLink()).toBeNull();
    const { taken } = captureWhenAsked();
    await world.settled(technician.ask('screen.view'));
    expect(await chooseInLink()).toBe(false);
    await world.pass();
    world.page = host.load(host.windowOf('consent'));
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
    const technician = await host.joined();
    const first = host.windowOf('link');
    captureWhenAsked();
    await host.granted(technician, 'screen.view');
    await world.settled(host.home.call(shellPage.grantTakeBack, { sessionId: world.sessionId, capability: 'screen.view' }));
    await world.pass(3_000);
    expect(first.destroyed).toBe(false);
    world.agent.stop('user-stopped');
    await world.pass(1_000);
    expect(first.destroyed).toBe(false);
    await world.pass(3_000);
    expect(first.destroyed).toBe(true);
    const second = host.windowOf('link');
    world.agent.dismissEnd();
    await world.pass(5_000);
    expect(second.destroyed).toBe(false);
  });

  test('of several screens gets the one that the user chose, and none where they did not', async () => {
    electron.sources = [...electron.sources, { id: 'screen:2:0', name: 'Screen 2', display_id: '12' }];
    electron.screens = [...electron.screens, { id: 12, size: { width: 1920, height: 1080 }, scaleFactor: 1.5 }];
    electron.pressed = 2;
    const technician = await host.joined();
    const { taken } = captureWhenAsked();
    await host.granted(technician, 'screen.view');
    expect(electron.messages[0]?.buttons).toEqual(['Do not show any', 'Screen 1, 1280 × 720', 'Screen 2, 2880 × 1620']);
    expect(electron.messages[0]).toMatchObject({ defaultId: 0, cancelId: 0 });
    expect(taken).toEqual([{ video: { id: 'screen:2:0', name: 'Screen 2' } }]);
    await world.pass();
    expect(electron.trays[0]?.toolTip).toBe('Alongside: Tomke may look');
    // Ended by the user; the next yes is declined in the system's dialog.
    await world.settled(host.home.call(shellPage.grantTakeBack, { sessionId: world.sessionId, capability: 'screen.view' }));
    expect(world.live).toEqual([]);
    await world.pass(61_000);
    electron.pressed = 0;
    await host.granted(technician, 'screen.view');
    expect(taken).toHaveLength(1);
  });
});

test('a question that stands is not raised with each change, and comes above the bar', async () => {
  const technician = await host.joined();
  await world.settled(technician.ask('shell.run'));
  await world.pass();
  const [bar, consent] = [host.windowOf('bar'), host.windowOf('consent')];
  expect(electron.windows.indexOf(consent)).toBeGreaterThan(electron.windows.indexOf(bar));
  const before = [bar, consent].map(({ calls }) => calls.length);
  await world.pass(5_000);
  expect([bar, consent].map(({ calls }) => calls.length)).toEqual(before);
});

test('attention raises the question without the focus and makes a sound', async () => {
  const technician = await host.joined();
  await world.settled(technician.ask('shell.run'));
  await world.pass();
  const desktop = desktopOf(opened.pages, electron.beep);
  await desktop.attention();
  await desktop.keepBarAbove();
  await desktop.rememberFocus();
  await desktop.restoreFocus();
  expect(electron.beeps).toBe(1);
  expect(host.windowOf('consent').calls).toEqual(expect.arrayContaining(['showInactive', 'moveTop', 'flash true']));
  expect([...host.windowOf('consent').calls, ...host.windowOf('bar').calls]).not.toContain('focus');
});
