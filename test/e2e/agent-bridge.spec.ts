import { silentLogger, systemClock } from '@alongside/base';
import { type AgentView, linkPage, type ShellWindow, shellPage } from '@alongside/protocol';
import { bridgeTransport, Connection, type Contract, contract } from '@alongside/rpc';
import { expect, type Page, test } from '@playwright/test';
import { bridgedPageHeaders } from '../../packages/agent-node/src/host/site-headers.ts';
import { builtPage, type Files } from '../fixtures/agent-pages/built-pages.ts';
import { viewOf } from '../fixtures/agent-pages/fake-views.ts';

/*
 * The agent's pages as Electron shows them: one part in each window, over a bridge that a preload made, under the headers
 * of the app protocol. Chromium is real; the bridge is Playwright's.
 */
const ADDRESS = 'https://agent.test/';
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  woff2: 'font/woff2',
  svg: 'image/svg+xml',
};

let shell: Files;
let link: Files;
test.beforeAll(async () => {
  shell = await builtPage('shell');
  link = await builtPage('link');
});

/** Opens a page with a bridge, and gives the core's end of it. `problems` fails the test where it is not empty. */
async function open(page: Page, site: 'shell' | 'link', members: Readonly<Record<string, unknown>>) {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  const files = site === 'shell' ? shell : link;
  await page.route(`${ADDRESS}**`, async (route) => {
    const path = new URL(route.request().url()).pathname;
    const name = path === '/' ? '/index.html' : path;
    const body = files.get(name);
    const headers = { ...bridgedPageHeaders(site), 'Content-Type': TYPES[name.split('.').at(-1) ?? ''] ?? 'text/plain' };
    await route.fulfill(body === undefined ? { status: 404 } : { status: 200, headers, body: Buffer.from(body) });
  });
  const said: string[] = [];
  let receive: (frame: string) => void = () => undefined;
  const connected = Promise.withResolvers<void>();
  await page.exposeFunction('toCore', (frame: string) => receive(frame));
  await page.exposeFunction('connectCore', () => connected.resolve());
  await page.exposeFunction('tellCore', (word: string) => void said.push(word));
  await page.addInitScript((given) => {
    const host = window as unknown as Record<string, (...args: unknown[]) => unknown>;
    Object.assign(window, {
      alongside: {
        ...given,
        connect: (handler: (frame: string) => void) => {
          host.fromCore = handler as (...args: unknown[]) => unknown;
          void host.connectCore?.();
        },
        send: (frame: string) => void host.toCore?.(frame),
        unfold: (unfolded: boolean) => void host.tellCore?.(`unfold ${unfolded}`),
        chooseScreen: async () => {
          await host.tellCore?.('chooses');
          return false;
        },
      },
    });
  }, members);
  const of: Contract = site === 'shell' ? contract(shellPage) : contract(linkPage);
  const transport = bridgeTransport({
    connect: (handler) => {
      receive = handler;
    },
    send: (frame) =>
      void page
        .evaluate((text) => (window as unknown as { fromCore(frame: string): void }).fromCore(text), frame)
        .catch(() => undefined),
  });
  const core = new Connection(transport, {
    local: 'core',
    remote: 'page',
    contract: of,
    clock: systemClock(),
    logger: silentLogger,
  });
  await page.goto(ADDRESS);
  await connected.promise;
  return { core, said, problems };
}

async function openWindow(page: Page, window: ShellWindow, view: AgentView) {
  const opened = await open(page, 'shell', { window });
  const heard: unknown[] = [];
  for (const message of [shellPage.consentAnswer, shellPage.joinDecide, shellPage.sessionStop, shellPage.sessionPause]) {
    opened.core.handle(
      message as never,
      ((params: unknown) => {
        heard.push([message.method, params]);
        return null;
      }) as never,
    );
  }
  for (const message of [shellPage.dialogVisible, shellPage.dialogActive]) {
    opened.core.on(message as never, (params: unknown) => void heard.push([message.method, params]));
  }
  opened.core.notify(shellPage.viewChanged, view);
  return { ...opened, heard };
}

test('the consent window asks, without a word of the browser’s picker, and answers with the words as drawn', async ({ page }) => {
  const view = viewOf('ask-screen');
  const { core, heard, problems } = await openWindow(page, 'consent', view);
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await expect(page.getByText(/Next your browser asks/u)).toHaveCount(0);
  await expect(page.getByRole('textbox')).toHaveCount(0);
  await expect.poll(() => heard.some((one) => JSON.stringify(one).includes('"visible":true'))).toBe(true);
  if (view.phase.phase !== 'session' || view.phase.session.ask === null) throw new Error('the view asks nothing');
  const { session } = view.phase;
  const ready = {
    ...view,
    phase: { phase: 'session' as const, session: { ...session, ask: { ...view.phase.session.ask, allowReady: true } } },
  };
  core.notify(shellPage.viewChanged, ready);
  await page.getByRole('button', { name: /see my screen/u }).click();
  await expect
    .poll(() => heard.find((one) => (one as string[])[0] === 'consent/answer'))
    .toMatchObject(['consent/answer', { allow: true, wordsHash: expect.stringMatching(/^[\w-]{43,64}$/u) }]);
  expect(problems).toEqual([]);
});

test('the consent window shows the join, and nothing where nothing is asked', async ({ page }) => {
  const { core, heard, problems } = await openWindow(page, 'consent', viewOf('join'));
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await page.getByRole('button', { name: 'Not now' }).click();
  await expect
    .poll(() => heard.find((one) => (one as string[])[0] === 'join/decide'))
    .toMatchObject(['join/decide', { accept: false }]);
  core.notify(shellPage.viewChanged, viewOf('joined'));
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  await expect(page.locator('main')).toHaveCount(0);
  expect(problems).toEqual([]);
});

test('home says that a question stands elsewhere, and has no dialog, no frame and no bar of its own', async ({ page }) => {
  const { core, problems } = await openWindow(page, 'home', viewOf('join'));
  for (const name of ['join', 'ask-screen', 'ask-commands', 'review']) {
    core.notify(shellPage.viewChanged, viewOf(name));
    await expect(page.getByText('A question waits for you in its own window.')).toBeVisible();
    await expect(page.getByRole('alertdialog')).toHaveCount(0);
  }
  core.notify(shellPage.viewChanged, viewOf('allowed'));
  await expect(page.getByRole('region', { name: /Tariq/u }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /Keep the bar on top/u })).toHaveCount(0);
  await expect(page.locator('iframe')).toHaveCount(0);
  expect(problems).toEqual([]);
});

test('the bar pauses, unfolds and stops', async ({ page }) => {
  const { heard, said, problems } = await openWindow(page, 'bar', viewOf('allowed'));
  await expect(page).toHaveTitle(/Tariq/u);
  await page.getByRole('button', { name: /Pause/u }).click();
  await page.getByRole('button', { name: /happened/u }).click();
  await page.getByRole('button', { name: /Stop/u }).click();
  await expect
    .poll(() => heard)
    .toEqual([
      ['session/pause', { sessionId: 'session-1042', paused: true }],
      ['session/stop', { by: 'button' }],
    ]);
  await expect.poll(() => said).toEqual(['unfold true']);
  expect(problems).toEqual([]);
});

test('the link page asks its host for the screen, and captures nothing where that says no', async ({ page }) => {
  const { core, said, problems } = await open(page, 'link', {});
  await expect(core.call(linkPage.screenStart, {})).rejects.toMatchObject({ code: 'screen.not-chosen' });
  expect(said).toEqual(['chooses']);
  await core.call(linkPage.screenStop, {});
  expect(problems).toEqual([]);
});
