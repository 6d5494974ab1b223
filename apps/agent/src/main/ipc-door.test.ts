import { silentLogger } from '@alongside/base';
import { beforeEach, describe, expect, test } from 'vitest';
import { FakeFrame, FakeIpc, FakeWindow } from '../../../../test/fixtures/fake-electron.ts';
import { CHANNELS } from '../preload/channels.ts';
import { type DoorRefusal, IpcDoor, type Page } from './ipc-door.ts';
import { addressOf } from './window-options.ts';

const heard: string[] = [];
const refused: DoorRefusal[] = [];
let ipc: FakeIpc;
let door: IpcDoor;

beforeEach(() => {
  heard.length = 0;
  refused.length = 0;
  ipc = new FakeIpc();
  door = new IpcDoor(ipc, silentLogger, {
    handleConnect: ({ kind }) => void heard.push(`${kind} connects`),
    handleFrame: ({ kind }, frame) => void heard.push(`${kind} says ${frame.slice(0, 20)}`),
    handleUnfold: (unfolded) => void heard.push(`unfold ${unfolded}`),
    handleChooseScreen: async () => heard.push('chooses') > 0,
  });
  door.onRefused((why) => refused.push(why));
});

function openPage(kind: Page['kind']): { window: FakeWindow; page: Page } {
  const window = new FakeWindow({});
  void window.loadURL(addressOf(kind, 'en'));
  const page = { kind, contents: window.webContents };
  door.letIn(page);
  return { window, page };
}

test('what a window’s own page says passes', async () => {
  const { window } = openPage('home');
  ipc.send(window.webContents, CHANNELS.connect, []);
  ipc.send(window.webContents, CHANNELS.frame, ['{"m":"x","p":1}']);
  const bar = openPage('bar').window;
  ipc.send(bar.webContents, CHANNELS.unfold, [true]);
  expect(await ipc.invoke(openPage('link').window.webContents, CHANNELS.chooseScreen, [])).toBe(true);
  expect(heard).toEqual(['home connects', 'home says {"m":"x","p":1}', 'unfold true', 'chooses']);
  expect(refused).toEqual([]);
});

describe('on each channel', () => {
  const calls = [
    ['home', CHANNELS.connect, []],
    ['consent', CHANNELS.frame, ['{}']],
    ['bar', CHANNELS.unfold, [true]],
    ['link', CHANNELS.chooseScreen, []],
  ] as const;
  const say = (window: FakeWindow, channel: string, args: readonly unknown[], frame?: FakeFrame | null) =>
    channel === CHANNELS.chooseScreen
      ? ipc.invoke(window.webContents, channel, args, frame)
      : Promise.resolve(ipc.send(window.webContents, channel, args, frame));

  test.each(calls)('%s, %s: only the main frame that is there now, with its own origin', async (kind, channel, args) => {
    const { window } = openPage(kind);
    const { origin } = window.webContents.mainFrame;
    const stale = window.webContents.mainFrame;
    await say(window, channel, args, null);
    await say(window, channel, args, new FakeFrame(origin));
    void window.loadURL(addressOf(kind, 'en'));
    await say(window, channel, args, stale);
    for (const wrong of ['https://evil.example', 'null', `${origin}.evil`, `${origin}/`, 'app://other', 'file://']) {
      window.webContents.mainFrame.origin = wrong;
      await say(window, channel, args);
    }
    expect(heard).toEqual([]);
    expect(refused).toEqual(['no-frame', 'not-main-frame', 'not-main-frame', ...Array(6).fill('wrong-origin')]);
  });

  test.each(calls)('%s, %s: only a window that was let in and is still there', async (kind, channel, args) => {
    const { window, page } = openPage(kind);
    const stranger = new FakeWindow({});
    await stranger.loadURL(addressOf(kind, 'en'));
    await say(stranger, channel, args);
    window.webContents.destroyed = true;
    await say(window, channel, args);
    door.letOut(page);
    window.webContents.destroyed = false;
    await say(window, channel, args);
    expect(heard).toEqual([]);
    expect(refused).toEqual(['unknown-page', 'unknown-page', 'unknown-page']);
  });
});

test.each([
  ['home', CHANNELS.unfold, [true]],
  ['consent', CHANNELS.unfold, [true]],
  ['link', CHANNELS.unfold, [true]],
] as const)('%s has no channel %s', (kind, channel, args) => {
  ipc.send(openPage(kind).window.webContents, channel, args);
  expect({ heard, refused }).toEqual({ heard: [], refused: ['wrong-channel'] });
});

test.each(['home', 'consent', 'bar'] as const)('%s cannot choose a screen', async (kind) => {
  expect(await ipc.invoke(openPage(kind).window.webContents, CHANNELS.chooseScreen, [])).toBe(false);
  expect({ heard, refused }).toEqual({ heard: [], refused: ['wrong-channel'] });
});

test.each([
  [CHANNELS.frame, []],
  [CHANNELS.frame, [1]],
  [CHANNELS.frame, [{ toString: () => '{}' }]],
  [CHANNELS.frame, [new Uint8Array(4)]],
  [CHANNELS.frame, ['{}', '{}']],
  [CHANNELS.frame, ['x'.repeat(512 * 1024 + 1)]],
  [CHANNELS.frame, ['€'.repeat(200 * 1024)]],
  [CHANNELS.connect, ['{}']],
  [CHANNELS.unfold, ['true']],
  [CHANNELS.unfold, [1]],
] as const)('arguments that do not fit %s are dropped', (channel, args) => {
  ipc.send(openPage('bar').window.webContents, channel, args);
  expect({ heard, refused }).toEqual({ heard: [], refused: ['invalid'] });
});

test('the largest frame of a contract fits', () => {
  ipc.send(openPage('link').window.webContents, CHANNELS.frame, ['x'.repeat(512 * 1024)]);
  expect(refused).toEqual([]);
});

test('nobody listens once it is closed, or on any other channel', async () => {
  const { window } = openPage('home');
  ipc.send(window.webContents, 'alongside:grant', []);
  door.dispose();
  ipc.send(window.webContents, CHANNELS.connect, []);
  expect(await ipc.invoke(window.webContents, CHANNELS.chooseScreen, [])).toBeUndefined();
  expect(heard).toEqual([]);
});
