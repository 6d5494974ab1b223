import { linkPage, shellPage } from '@alongside/protocol';
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { builtPage } from '../fixtures/agent-pages/built-pages.ts';
import { FakeCore } from '../fixtures/agent-pages/fake-core.ts';
import { askView, join, session } from '../fixtures/agent-pages/fake-views.ts';
import { TEST_BROWSER } from '../fixtures/test-browser.ts';
import { AUTO_SELECT_SCREEN } from '../fixtures/test-launcher.ts';
import { openVirtualScreen, type VirtualScreen } from '../fixtures/virtual-screen.ts';

let pages: { shell: Awaited<ReturnType<typeof builtPage>>; link: Awaited<ReturnType<typeof builtPage>> };
let screen: VirtualScreen;
let browser: Browser;
let core: FakeCore;
let page: Page;

const asksForScreen = session({ ask: askView('screen.view', { allowReady: true }) });
const screenIsOn = session({
  lights: [{ capability: 'screen.view', grantId: 'grant-screen', remainingMs: 600_000, inUse: true, frozen: false }],
});

test.beforeAll(async () => {
  pages = { shell: await builtPage('shell'), link: await builtPage('link') };
  screen = await openVirtualScreen();
  browser = await chromium.launch({
    ...TEST_BROWSER,
    headless: false,
    env: { ...process.env, DISPLAY: screen.display },
    args: [...TEST_BROWSER.args, AUTO_SELECT_SCREEN],
  });
});

test.afterAll(async () => {
  await browser.close();
  await screen.end();
});

test.beforeEach(async () => {
  core = await FakeCore.open({ ...pages, view: join({ allowReady: true }) });
  page = await browser.newPage({ viewport: { width: 800, height: 640 } });
  await page.goto(core.address());
  await core.next(linkPage.frameHello);
});

test.afterEach(async () => {
  await page.close();
  await core.close();
});

/** Presses Join as a user does; the window on top that opens with it. */
async function pressJoin(): Promise<Page> {
  const button = page.getByRole('button', { name: 'Let Tariq join' });
  await expect(button).toBeEnabled();
  const [bar] = await Promise.all([page.context().waitForEvent('page'), button.click()]);
  expect(await core.next(shellPage.joinDecide)).toMatchObject({ accept: true });
  return bar;
}

async function pressAllow(): Promise<void> {
  core.show(asksForScreen);
  const button = page.getByRole('button', { name: 'Let Tariq see my screen for 10 minutes' });
  await expect(button).toBeEnabled();
  await button.click();
  expect(await core.next(shellPage.consentAnswer)).toMatchObject({ allow: true });
}

test('the click on Allow lets the link frame capture the screen, with the bar on top since the join', async () => {
  const bar = await pressJoin();
  await pressAllow();
  const captured = await core.callLink(linkPage.screenStart, {});
  expect(captured).toMatchObject({ width: 1280, height: 720 });
  core.show(screenIsOn);
  await expect(bar.getByText('Tariq sees your screen')).toBeVisible();
  expect(await core.callLink(linkPage.screenStop, {})).toBeNull();
});

test('without the bar on top the screen can be allowed as well, and the bar is one click away', async () => {
  await pressAllow();
  expect(await core.callLink(linkPage.screenStart, {})).toMatchObject({ width: 1280 });
  core.show(screenIsOn);
  const [bar] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: 'Keep the bar on top' }).click(),
  ]);
  await expect(bar.getByText('Tariq sees your screen')).toBeVisible();
});

test('one click is one capture', async () => {
  await pressAllow();
  await core.callLink(linkPage.screenStart, {});
  await core.callLink(linkPage.screenStop, {});
  await expect(core.callLink(linkPage.screenStart, {})).rejects.toMatchObject({ code: 'screen.not-chosen' });
});

test('the bar on top says who does what, and stops everything', async () => {
  const bar = await pressJoin();
  core.show(screenIsOn);
  await expect(bar.getByText('Tariq sees your screen')).toBeVisible();
  await expect(bar.getByText(/0[89]:\d\d left/u)).toBeVisible();
  const shots = process.env.ALONGSIDE_SHOTS;
  if (shots !== undefined) await bar.screenshot({ path: `${shots}/bar-on-top.png` });
  await bar.getByRole('button', { name: 'Stop', exact: true }).click();
  expect(await core.next(shellPage.sessionStop)).toEqual({ by: 'button' });
});

test('closing the bar while anything is allowed is Stop', async () => {
  const bar = await pressJoin();
  core.show(screenIsOn);
  await expect(bar.getByText('Tariq sees your screen')).toBeVisible();
  await bar.evaluate(() => window.close());
  expect(await core.next(shellPage.sessionStop)).toEqual({ by: 'bar-closed' });
});

test('closing the bar while nothing is allowed stops nothing', async () => {
  const bar = await pressJoin();
  core.show(session());
  await expect(bar.getByText('Tariq is here and sees nothing')).toBeVisible();
  await bar.evaluate(() => window.close());
  // It is known to be closed before anything is allowed.
  await expect.poll(() => page.evaluate('documentPictureInPicture.window === null')).toBe(true);
  core.show(screenIsOn);
  await expect(page.getByRole('region', { name: 'What Tariq may do now' }).first()).toContainText('Tariq sees your screen');
  expect(core.count(shellPage.sessionStop)).toBe(0);
});

test('without a click of the shell page the frame captures nothing', async () => {
  await expect(core.callLink(linkPage.screenStart, {})).rejects.toMatchObject({ code: 'screen.not-chosen' });
});

test('a click that another window claims to hand over is none', async () => {
  const started = core.callLink(linkPage.screenStart, {}).catch((error: { code: string }) => error.code);
  const frame = page.frames().find((candidate) => candidate.url().includes('localhost'));
  await frame?.evaluate(() => window.postMessage({ type: 'capture' }, '*'));
  expect(await started).toBe('screen.not-chosen');
});

test('who watches is shown the picture while the core says so, and loses it alone', async () => {
  const session = await seer(0, 'session');
  const watcher = await seer(1, 'watcher');
  await pressAllow();
  await core.callLink(linkPage.screenStart, {});
  // Its grant is in the record.
  core.link?.notify(linkPage.screenRate, { fps: 60 });
  // Something that moves, so that there is always another picture.
  await page.evaluate(() => {
    const move = () => {
      document.body.style.paddingTop = `${(performance.now() / 10) % 50}px`;
      requestAnimationFrame(move);
    };
    move();
  });
  // The core has not said yet that anybody's key was proven: nobody is shown anything, though there is something to see.
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        let drawn = 0;
        const next = () => {
          drawn += 1;
          if (drawn < 60) requestAnimationFrame(next);
          else done();
        };
        next();
      }),
  );
  expect([await session.pictures(), await watcher.pictures()]).toEqual([0, 0]);
  for (const epoch of [0, 1]) core.link?.notify(linkPage.peerProven, { epoch });
  await expect.poll(session.pictures).toBeGreaterThan(5);
  expect(await watcher.pictures()).toBe(0);
  await core.callLink(linkPage.screenWatched, { shown: true });
  await expect.poll(watcher.pictures).toBeGreaterThan(5);
  await core.callLink(linkPage.screenWatched, { shown: false });
  // What was on its way is there before the session has seen a few more.
  await expect.poll(session.more(5)).toBe(true);
  const last = await watcher.pictures();
  await expect.poll(session.more(15)).toBe(true);
  expect(await watcher.pictures()).toBe(last);
  await core.callLink(linkPage.screenStop, {});
  await expect(core.callLink(linkPage.screenWatched, { shown: true })).rejects.toMatchObject({ code: 'screen.unavailable' });
  await session.page.close();
  await watcher.page.close();
});

/** A technician's end of a link, in a page of its own, which counts the pictures that it is shown. */
async function seer(epoch: number, group: linkPage.LinkGroup) {
  const viewer = await browser.newPage();
  await core.callLink(linkPage.peerOpen, { epoch, iceServers: [], group });
  const offer = async (): Promise<string> => {
    const said = await core.next(linkPage.peerSignalled);
    // Candidates that are still to come of a link before are passed over.
    return said.epoch === epoch && said.signal.type === 'offer' ? said.signal.sdp : offer();
  };
  const connection = await viewer.evaluateHandle(() => new RTCPeerConnection());
  const sdp = await connection.evaluate(
    async (peer, offered) => {
      await peer.setRemoteDescription({ type: 'offer', sdp: offered });
      await peer.setLocalDescription();
      // All candidates in the answer: the other side's find themselves by it.
      while (peer.iceGatheringState !== 'complete') {
        await new Promise((resolve) => peer.addEventListener('icegatheringstatechange', resolve, { once: true }));
      }
      return peer.localDescription?.sdp ?? '';
    },
    await offer(),
  );
  core.link?.notify(linkPage.peerSignal, { epoch, signal: { type: 'answer', sdp } });
  await expect.poll(() => connection.evaluate((peer) => peer.connectionState)).toBe('connected');
  const pictures = () =>
    connection.evaluate(async (peer) => {
      const found = [...(await peer.getStats()).values()].find(({ type }) => type === 'inbound-rtp') as
        | { framesDecoded?: number }
        | undefined;
      return found?.framesDecoded ?? 0;
    });
  /** Whether so many more came since the first time that it is asked. */
  const more = (count: number) => {
    let first: number | undefined;
    return async () => {
      const now = await pictures();
      first ??= now;
      return now >= first + count;
    };
  };
  return { page: viewer, pictures, more };
}

test('shell page and link frame are two sites, each with its own policy and token-free address', async () => {
  const frame = page.frames().find((candidate) => candidate.url().includes('localhost'));
  expect(new URL(page.url()).hostname).toBe('127.0.0.1');
  expect(await frame?.evaluate(() => location.hash)).toBe('');
});

test('the frame offers a connection with a video section and no picture', async () => {
  await core.callLink(linkPage.peerOpen, { epoch: 0, iceServers: [], group: 'session' });
  const { epoch, signal } = await core.next(linkPage.peerSignalled);
  expect(epoch).toBe(0);
  if (signal.type !== 'offer') throw new Error(`the first signal is ${signal.type}`);
  expect(signal.sdp).toMatch(/^m=video/mu);
  expect(signal.sdp).toMatch(/^a=sendonly/mu);
  await expect(core.callLink(linkPage.peerOpen, { epoch: 0, iceServers: [], group: 'session' })).rejects.toMatchObject({
    code: 'request.invalid',
  });
});
