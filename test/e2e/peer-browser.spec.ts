import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { wrtcPeerLinkFactory } from '@alongside/agent-node/wrtc';
import { Emitter, silentLogger, systemClock, systemRandom } from '@alongside/base';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import { Link } from '@alongside/peer';
import type { SignalParams } from '@alongside/protocol';
import { type Browser, chromium, expect, type Page, test } from '@playwright/test';
import { build } from 'vite';
import type { PeerPageApi } from '../fixtures/peer-page/peer-page.ts';
import { TEST_BROWSER } from '../fixtures/test-browser.ts';

declare global {
  var peerPage: PeerPageApi;
  var alone: Awaited<ReturnType<PeerPageApi['connectAgent']>>;
  var aloneLink: Link;
  var toNode: (params: SignalParams) => void;
  var ends: Awaited<ReturnType<PeerPageApi['connectEnds']>>;
}

let server: Server;
let browser: Browser;
let page: Page;
const problems: string[] = [];

/** The page, built as product pages are: a bundle that builds may still die at run time (link.md a). */
async function buildPage(): Promise<Map<string, string | Uint8Array>> {
  const built = await build({
    root: fileURLToPath(new URL('../fixtures/peer-page', import.meta.url)),
    configFile: false,
    logLevel: 'warn',
    build: { write: false, minify: false },
  });
  const files = new Map<string, string | Uint8Array>();
  for (const { output } of Array.isArray(built) ? built : 'output' in built ? [built] : []) {
    for (const file of output) files.set(`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source);
  }
  return files;
}

test.beforeAll(async () => {
  const files = await buildPage();
  server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '');
    const file = files.get(path);
    response.writeHead(file === undefined ? 404 : 200, {
      'content-type': path.endsWith('.js') ? 'text/javascript' : 'text/html',
    });
    response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await chromium.launch(TEST_BROWSER);
});

test.afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

test.beforeEach(async () => {
  page = await browser.newPage();
  problems.length = 0;
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction(() => 'peerPage' in globalThis);
  await page.evaluate(async () => {
    globalThis.ends = await peerPage.connectEnds();
  });
  await page.waitForFunction(() => ends.agent.state.value.state === 'live' && ends.technician.state.value.state === 'live');
});

test.afterEach(async () => {
  await page.close();
  expect(problems).toEqual([]);
});

const framesSeen = () => page.evaluate(async () => (await ends.technicianPeers.videoStats())?.frames ?? 0);
const framesSent = () => page.evaluate(async () => (await ends.agentPeers.videoStats())?.frames ?? 0);
const pause = (ms: number) => page.evaluate((delay) => new Promise((resolve) => setTimeout(resolve, delay)), ms);

test('both ends see the same two certificates, and frames arrive', async () => {
  const seen = await page.evaluate(() => ({ agent: ends.agent.fingerprints, technician: ends.technician.fingerprints }));
  expect(seen.agent?.local).toMatch(/^[0-9A-F]{2}(:[0-9A-F]{2}){31}$/);
  expect(seen.agent).toEqual({ local: seen.technician?.remote, remote: seen.technician?.local });
  await page.evaluate(() => ends.agent.transport.send('Grüße 👋'));
  await page.waitForFunction(() => ends.received.length > 0);
  expect(await page.evaluate(() => ends.received)).toEqual(['Grüße 👋']);
  for (const end of ['agent', 'technician'] as const) {
    await expect.poll(() => page.evaluate((of) => ends[of].path.value, end)).toBe('direct');
    await expect.poll(() => page.evaluate(async (of) => (await ends[`${of}Peers`].pathStats())?.path, end)).toBe('direct');
  }
});

test('a way to an address that the other end has not named is not told as direct before its name had time to come', async () => {
  const connect = async () => {
    await page.evaluate(async () => {
      globalThis.ends = await peerPage.connectEnds({ holdsNames: true });
    });
    await page.waitForFunction(() => ends.agent.state.value.state === 'live');
    await expect.poll(lookedAt).toMatchObject({ roundTripMs: expect.any(Number), path: undefined });
    expect(await told()).toBeUndefined();
  };
  const lookedAt = () => page.evaluate(() => ends.agentPeers.pathStats());
  const told = () => page.evaluate(() => ends.agent.path.value);

  await connect();
  await page.evaluate(() => ends.signaling.release());
  await expect.poll(told).toBe('direct');

  await connect();
  await page.evaluate(() => {
    ends.patience.over = true;
  });
  await expect.poll(told).toBe('direct');
  expect(await lookedAt()).toMatchObject({ path: 'direct' });
});

test('the picture comes and goes by replaceTrack, as H264, without a negotiation', async () => {
  const before = await page.evaluate(() => ends.signaling.sent.filter(({ signal }) => signal.type !== 'candidate').length);
  expect(before).toBe(2);
  expect(await framesSent()).toBe(0);
  await page.evaluate(() => ends.agentPeers.setVideoTrack(peerPage.startDrawing()));
  await expect.poll(framesSeen).toBeGreaterThan(20);
  const [sent, received] = await page.evaluate(async () => [
    await ends.agentPeers.videoStats(),
    await ends.technicianPeers.videoStats(),
  ]);
  expect(sent).toMatchObject({ direction: 'sending', width: 640, height: 360, codec: 'video/H264' });
  expect(received).toMatchObject({ direction: 'receiving', width: 640, height: 360 });
  expect(await page.evaluate(() => document.querySelector('video')?.videoWidth)).toBe(640);

  await page.evaluate(() => ends.agentPeers.setVideoTrack(null));
  // A frame that was in the encoder may still leave.
  await pause(100);
  const stopped = await framesSent();
  await pause(500);
  expect(await framesSent()).toBe(stopped);
  expect(await page.evaluate(() => ends.signaling.sent.filter(({ signal }) => signal.type !== 'candidate').length)).toBe(before);
});

test('a link that dies is rebuilt with the picture that was shown', async () => {
  await page.evaluate(() => ends.agentPeers.setVideoTrack(peerPage.startDrawing()));
  await expect.poll(framesSeen).toBeGreaterThan(5);
  await page.evaluate(() => ends.technicianOpened.opened[0]?.dispose());
  await page.waitForFunction(() => ends.agent.epoch === 1 && ends.technician.state.value.state === 'live');
  await expect.poll(framesSeen).toBeGreaterThan(5);
  expect(await page.evaluate(() => [ends.agent.state.value.state, ends.technician.epoch])).toEqual(['live', 1]);
});

test('hostile signals leave the connection as it is', async () => {
  const offers = await page.evaluate(async () => {
    const link = ends.technicianOpened.opened[0];
    const offer = ends.signaling.sent.find(({ signal }) => signal.type === 'offer')?.signal;
    if (!link || offer?.type !== 'offer') throw new Error('no offer');
    link.signal(offer);
    link.signal({ type: 'answer', sdp: offer.sdp });
    link.signal({ type: 'offer', sdp: 'v=0' });
    link.signal({
      type: 'candidate',
      candidate: 'candidate:1 1 udp 1 internal.example 80 typ host',
      sdpMid: '0',
      sdpMLineIndex: 0,
    });
    // What simple-peer would obey; the schema lets none of it through, this goes around the schema.
    for (const raw of [{ type: 'renegotiate', renegotiate: true }, { type: 'transceiverRequest', transceiverRequest: {} }, {}]) {
      link.signal(raw as never);
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    return ends.signaling.sent.filter(({ signal }) => signal.type === 'offer').length;
  });
  expect(offers).toBe(1);
  expect(await page.evaluate(() => [ends.agent.state.value.state, ends.technician.state.value.state])).toEqual(['live', 'live']);
});

test('libwebrtc in Node takes the technician’s place against a browser’s agent', async () => {
  const { key } = await generateSigningKey();
  const fromPage = new Emitter<SignalParams>();
  await page.exposeFunction('toNode', (params: SignalParams) => fromPage.fire(params));
  const agentKey = await page.evaluate(async (peerKey) => {
    globalThis.alone = await peerPage.connectAgent(peerKey, (params) => toNode(params));
    return alone.publicKey;
  }, key.publicKey);
  const technician = new Link({
    role: 'technician',
    sessionId: 'session-1',
    requestId: 'request-1',
    identity: key,
    peerKey: agentKey,
    factory: await wrtcPeerLinkFactory({ clock: systemClock() }),
    iceServers: [],
    signaling: {
      send: (params) => void page.evaluate((sent) => alone.deliver(sent), params),
      onSignal: fromPage.event,
    },
    clock: systemClock(),
    random: systemRandom(),
    logger: silentLogger,
    crypto: webCrypto(),
  });
  const frames: string[] = [];
  technician.transport.onFrame((frame) => frames.push(frame));
  await page.evaluate(() => {
    globalThis.aloneLink = alone.begin();
    aloneLink.transport.send('from the browser');
  });
  await expect.poll(() => technician.state.value.state).toBe('live');
  await expect.poll(() => frames).toEqual(['from the browser']);
  technician.close('done');
  await page.waitForFunction(() => aloneLink.state.value.state === 'closed');
});
