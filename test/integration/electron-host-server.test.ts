import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@alongside/base';
import { type AgentView, consoleSocket, firstPage, shellPage } from '@alongside/protocol';
import { bridgeTransport, Connection, type Contract, contract } from '@alongside/rpc';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prepareMain, startMain } from '../../apps/agent/src/main/run.ts';
import { CHANNELS } from '../../apps/agent/src/preload/channels.ts';
import { FakeElectron } from '../fixtures/fake-electron.ts';
import { ORGANISATION_NAME, startTestServer, type TestServer } from '../fixtures/server.ts';

/** The whole Electron host but Electron: a real server, real storage, keys and sockets. */
let folder: string;
let server: TestServer;
let electron: FakeElectron;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alongside-electron-host-'));
  for (const site of ['shell', 'link']) {
    await mkdir(join(folder, 'pages', site), { recursive: true });
    await writeFile(join(folder, 'pages', site, 'index.html'), '<!doctype html>');
  }
  server = await startTestServer();
  electron = new FakeElectron();
});
afterEach(async () => {
  if (electron.app.exitCode === undefined) await quit();
  await server.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});

async function quit(): Promise<void> {
  const exited = new Promise<void>((resolve) => electron.app.events.on('exited', resolve));
  electron.app.quit();
  await exited;
}

async function start(...more: string[]): Promise<void> {
  await startIn({}, ...more);
}

async function startIn(desktop: NodeJS.ProcessEnv, ...more: string[]): Promise<void> {
  const prepared = await prepareMain(electron, {
    argv: ['electron', '/app/main.mjs', `--data=${join(folder, 'data')}`, ...more],
    // A display that nobody has: the host goes on without mouse and keyboard, and says so.
    environment: { HOME: folder, PATH: process.env.PATH, DISPLAY: ':65000', ...desktop },
    folder,
    resources: '',
  });
  if (prepared) await startMain(electron, prepared);
}

function load(kind: 'first' | 'home', of: Contract): Connection {
  const contents = electron.window(kind)?.webContents;
  if (contents === undefined) throw new Error(`the ${kind} window is not open`);
  return new Connection(
    bridgeTransport({
      connect: (receive) => {
        contents.onSent = (frame) => queueMicrotask(() => receive(frame));
        electron.ipc.send(contents, CHANNELS.connect, []);
      },
      send: (frame) => electron.ipc.send(contents, CHANNELS.frame, [frame]),
    }),
    { local: 'page', remote: 'core', contract: of, clock: systemClock(), logger: silentLogger },
  );
}

function loadHome(): { readonly page: Connection; readonly view: () => AgentView | undefined } {
  let view: AgentView | undefined;
  const page = load('home', contract(shellPage));
  page.on(shellPage.viewChanged, (told) => {
    view = told;
  });
  return { page, view: () => view };
}

test('a link that is pasted into the first window is looked at, taken with a yes, and leads home', async () => {
  const link = await server.server.createEnrollmentLink('front desk');
  const other = await server.server.createEnrollmentLink('back desk');
  const started = start();
  await expect.poll(() => electron.window('first')?.visible).toBe(true);
  const page = load('first', contract(firstPage));
  const look = (given: string) => page.call(firstPage.firstLook, { link: given });
  const join = (given: string) => page.call(firstPage.firstJoin, { link: given });
  await expect(join(link)).rejects.toMatchObject({ code: 'request.invalid' });
  await expect(look('hello')).rejects.toMatchObject({ code: 'request.invalid' });
  await expect(look(link.replace(/\/\/[^/]+/u, '//localhost:1'))).rejects.toMatchObject({ code: 'device.offline' });
  const { origin } = new URL(link);
  expect(await look(link)).toEqual({ server: origin, organisation: ORGANISATION_NAME, words: null });
  // Another than the one whose server was shown.
  await expect(join(other)).rejects.toMatchObject({ code: 'request.invalid' });
  const unknown = link.replace(/e=.{8}/u, 'e=AAAAAAAA');
  await look(unknown);
  await expect(join(unknown)).rejects.toMatchObject({ code: 'auth.refused' });
  expect(electron.window('first')?.visible).toBe(true);
  await look(link);
  await join(link);
  await started;
  expect(electron.window('first')).toBeUndefined();
  const { view } = loadHome();
  await expect.poll(() => view()?.server, { timeout: 15_000 }).toBe('online');
  await quit();
  // Asked for another link, and closed: it stays whose it was.
  electron = new FakeElectron();
  const again = start('--connect');
  await expect.poll(() => electron.window('first')?.visible).toBe(true);
  electron.window('first')?.close();
  await again;
  expect(electron.window('home')?.visible).toBe(true);
}, 60_000);

test('enrolls, asks for help from its home window, is let in by nobody, quits, and is known the next time', async () => {
  const technician = await server.openConsole(server.technician);
  await technician.queue.next();
  await start(`--enroll=${await server.server.createEnrollmentLink('front desk')}`);
  expect(electron.app.exitCode).toBeUndefined();
  const { page, view } = loadHome();
  await expect.poll(() => view()?.server, { timeout: 15_000 }).toBe('online');
  expect(view()?.limits).toContain('no-input');
  expect(view()?.limits).not.toContain('bar-may-be-covered');
  await page.call(shellPage.helpSend, { text: 'The printer in room 2 is offline', name: 'Uma' });
  await expect.poll(() => view()?.phase, { timeout: 15_000 }).toMatchObject({ phase: 'waiting', number: 1001 });
  await expect.poll(() => electron.trays[0]?.toolTip).toBe('Alongside: your request waits; nobody can see this computer');
  const { tickets } = await technician.queue.next();
  const ticketId = tickets[0]?.id ?? '';
  await technician.connection.call(consoleSocket.ticketClaim, { ticketId });
  await expect.poll(() => electron.window('consent')?.visible, { timeout: 15_000 }).toBe(true);
  expect(electron.window('bar')).toBeUndefined();
  await quit();
  expect(electron.app.exitCode).toBe(0);
  expect(electron.windows.every(({ destroyed }) => destroyed)).toBe(true);
  expect(electron.trays[0]?.destroyed).toBe(true);
  expect(JSON.parse(await readFile(join(folder, 'data', 'enrollment.json'), 'utf8'))).toMatchObject({
    server: server.server.address,
  });

  electron = new FakeElectron();
  await start();
  const again = loadHome();
  await expect.poll(() => again.view()?.phase, { timeout: 15_000 }).toMatchObject({ number: 1001 });
}, 60_000);

test('under Wayland the user reads that the bar may be covered, and that there is no stop key', async () => {
  await startIn({ WAYLAND_DISPLAY: 'wayland-0' }, `--enroll=${await server.server.createEnrollmentLink('front desk')}`);
  const { view } = loadHome();
  await expect
    .poll(() => view()?.limits, { timeout: 15_000 })
    .toEqual(expect.arrayContaining(['no-input', 'bar-may-be-covered']));
  expect(electron.keys.size).toBe(0);
}, 60_000);

test('a second host with the same folder ends, and leaves the first alone', async () => {
  await start(`--enroll=${await server.server.createEnrollmentLink('front desk')}`);
  const first = electron;
  electron = new FakeElectron();
  await start();
  expect(electron.app.exitCode).toBe(1);
  expect(electron.windows).toEqual([]);
  electron = first;
  expect(electron.window('home')?.visible).toBe(true);
}, 60_000);
