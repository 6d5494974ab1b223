import { settle } from '@alongside/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AgentWorld } from '../../../../test/fixtures/agent-world.ts';
import { ElectronHost } from '../../../../test/fixtures/electron-host.ts';
import type { FakeElectron } from '../../../../test/fixtures/fake-electron.ts';
import { CHANNELS } from '../preload/channels.ts';
import type { OpenedPages } from './open-pages.ts';
import { quitWith } from './run.ts';

/* What the host has to do with the system around it: addresses that leave, the tray, other starts, and the ways out. */
let host: ElectronHost;
let world: AgentWorld;
let electron: FakeElectron;
let opened: OpenedPages;

beforeEach(async () => {
  host = await ElectronHost.start();
  ({ world, electron, opened } = host);
});
afterEach(() => host.dispose());

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
    const { webContents } = host.windowOf('home');
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
    expect(host.windowOf('home').webContents.go(address)).toBe(true);
    host.windowOf('home').webContents.openHandler?.({ url: address });
    await settle();
    expect([...electron.messages, ...electron.opened]).toEqual([]);
  });

  test('stays where it is while another is asked about, without a yes, and in every other window', async () => {
    opened.pages.show();
    const { webContents } = host.windowOf('home');
    webContents.go('https://help.example/1');
    webContents.go('https://help.example/2');
    await settle();
    expect(asked().map(([, detail]) => detail)).toEqual(['https://help.example/1']);
    expect(electron.opened).toEqual([]);
    const link = host.windowOf('link').webContents;
    expect(link.go('https://help.example/3')).toBe(true);
    link.openHandler?.({ url: 'https://help.example/3' });
    await settle();
    expect(electron.messages).toHaveLength(1);
  });

  test('that nothing opens is told, to be typed elsewhere', async () => {
    electron.pressed = 1;
    electron.opensNothing = true;
    opened.pages.show();
    host.windowOf('home').webContents.go('tel:112');
    await settle();
    expect(asked()[1]).toEqual([expect.stringContaining('Nothing on this computer opens this address'), 'tel:112']);
  });
});

test('the tray’s Stop stops', async () => {
  await host.granted(await host.joined(), 'shell.run');
  await world.pass();
  const stop = electron.trays[0]?.menu.find(({ label }) => label === 'Stop everything');
  (stop?.click as (() => void) | undefined)?.();
  expect(world.live).toEqual([]);
});

test('a second start, the dock, the tray and a wake from sleep reach the host', async () => {
  electron.app.events.fire('second-instance');
  expect(host.windowOf('home').calls).toEqual(expect.arrayContaining(['show', 'focus']));
  host.windowOf('home').close();
  electron.app.events.fire('activate');
  host.windowOf('home').close();
  electron.trays[0]?.events.fire('click');
  expect(host.windowOf('home').visible).toBe(true);
  for (const listener of electron.resumed) listener();
  expect(electron.trays[0]?.images.length).toBeGreaterThan(0);
});

test('“Ask for help” in the tray opens home where a request begins, whether or not it is open', async () => {
  const ask = () =>
    (electron.trays[0]?.menu.find(({ label }) => label === 'Ask for help')?.click as (() => void) | undefined)?.();
  ask();
  expect(host.windowOf('home').url).toMatch(/^app:\/\/shell\/\?lang=[a-z]+#ask$/u);
  expect(host.windowOf('home').calls).toEqual(expect.arrayContaining(['show', 'focus']));
  const frame = host.windowOf('home').webContents.mainFrame;
  // As its page does once it has heard of it.
  host.windowOf('home').url = host.windowOf('home').url.replace('#ask', '');
  ask();
  expect(host.windowOf('home').url).toMatch(/#ask$/u);
  // Nothing was loaded anew: what is written there stays.
  expect(host.windowOf('home').webContents.mainFrame).toBe(frame);
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
    await host.granted(await host.joined(), 'shell.run');
    // Prevented: the system waits for this program to quit.
    expect(electron.power.fire('shutdown')).toBe(true);
    expect(world.live).toEqual([]);
    await recorded();
    await exited();
    expect(disposed).toBe(true);
  });

  test('of Windows is asked of each window: the session ends and gets its farewell, the agent stays until it is certain', async () => {
    await host.granted(await host.joined(), 'shell.run');
    for (const window of electron.windows) if (!window.destroyed) window.events.fire('query-session-end');
    expect(world.live).toEqual([]);
    await recorded();
    expect(electron.app.exitCode).toBeUndefined();
    for (const window of electron.windows) if (!window.destroyed) window.events.fire('session-end');
    await exited();
    expect(disposed).toBe(true);
  });

  test('that comes without being asked stops at once', async () => {
    await host.granted(await host.joined(), 'shell.run');
    host.windowOf('link').events.fire('session-end');
    expect(world.live).toEqual([]);
    await exited();
  });
});

test('what ends leaves no window and no door', async () => {
  await host.openHome();
  const { webContents } = host.windowOf('home');
  opened.pages.dispose();
  expect(electron.windows.every(({ destroyed }) => destroyed)).toBe(true);
  electron.ipc.send(webContents, CHANNELS.connect, []);
  opened.pages.show();
  expect(electron.windows.every(({ destroyed }) => destroyed)).toBe(true);
  expect(opened.pages.shell).toBeUndefined();
});
