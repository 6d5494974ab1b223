import { AppError, silentLogger } from '@alongside/base';
import { type ShellWindow, shellPage } from '@alongside/protocol';
import { bridgeTransport, Connection, contract } from '@alongside/rpc';
import { FakeClock, settle } from '@alongside/testkit';
import { beforeEach, describe, expect, test } from 'vitest';
import { viewOf } from '../../../../test/fixtures/agent-pages/fake-views.ts';
import { METHODS_OF } from './page-kinds.ts';
import { type Member, SharedTransport } from './shared-transport.ts';

const clock = new FakeClock();
const shared = { contract: contract(shellPage), clock, logger: silentLogger };

let transport: SharedTransport;
let core: Connection;

beforeEach(() => {
  transport = new SharedTransport();
  core = new Connection(transport, { ...shared, local: 'core', remote: 'page' });
});

function open(kind: ShellWindow): { page: Connection; member: () => Member; views: string[] } {
  let member: Member | undefined;
  const views: string[] = [];
  const page = new Connection(
    bridgeTransport({
      connect: (receive) => {
        member = transport.join((frame) => void Promise.resolve().then(() => receive(frame)), METHODS_OF[kind]);
      },
      send: (frame) => member?.receive(frame),
    }),
    { ...shared, local: 'page', remote: 'core' },
  );
  page.on(shellPage.viewChanged, ({ phase }) => void views.push(phase.phase));
  return { page, member: () => member as Member, views };
}

test('a view goes to all windows, and the newest to one that comes later', async () => {
  const home = open('home');
  core.notify(shellPage.viewChanged, viewOf('home'));
  core.notify(shellPage.viewChanged, viewOf('waiting'));
  const bar = open('bar');
  await settle();
  expect(home.views).toEqual(['home', 'waiting']);
  expect(bar.views).toEqual(['waiting']);
});

test('a window that comes later is told what the organisation asks, as it stands now', async () => {
  const scans = { waiting: null, running: null, consents: [], past: [] };
  const consent = {
    by: 'file' as const,
    organisation: 'Harbour IT',
    levels: ['P0' as const],
    perDay: 4,
    from: null,
    until: null,
  };
  core.notify(shellPage.scansChanged, scans);
  core.notify(shellPage.scansChanged, { ...scans, consents: [consent] });
  const told: number[] = [];
  open('home').page.on(shellPage.scansChanged, ({ consents }) => void told.push(consents.length));
  await settle();
  expect(told).toEqual([1]);
});

test('each window gets the answers to its own questions, though both count from one', async () => {
  core.handle(shellPage.sessionStop, () => null);
  core.handle(shellPage.sessionPause, ({ paused }) => {
    if (paused) throw new AppError('session.ended', 'over');
    return null;
  });
  const [home, bar] = [open('home'), open('bar')];
  const answers = await Promise.allSettled([
    home.page.call(shellPage.sessionStop, { by: 'button' }),
    bar.page.call(shellPage.sessionPause, { sessionId: 'session-000001', paused: true }),
    home.page.call(shellPage.sessionPause, { sessionId: 'session-000001', paused: false }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(answers[1]).toMatchObject({ reason: { code: 'session.ended' } });
});

describe('a window’s part of the contract', () => {
  const reached: string[] = [];
  beforeEach(() => {
    reached.length = 0;
    for (const message of Object.values(shellPage)) {
      if (typeof message !== 'object' || !('method' in message) || message.from !== 'page') continue;
      if (message.kind === 'request') core.handle(message as never, () => void reached.push(message.method) as never);
      else core.on(message as never, () => void reached.push(message.method));
    }
  });

  test('only the consent window answers questions', async () => {
    const sessionId = 'session-000001';
    const yes = { sessionId, askId: 'ask-000001', allow: true, durationMs: 600_000, wordsHash: 'a'.repeat(64) };
    for (const kind of ['home', 'bar'] as const) {
      const { page } = open(kind);
      await expect(page.call(shellPage.consentAnswer, yes)).rejects.toMatchObject({ code: 'rpc.unknown-method' });
      const join = page.call(shellPage.joinDecide, { sessionId, accept: true });
      await expect(join).rejects.toMatchObject({ code: 'rpc.unknown-method' });
      const review = page.call(shellPage.reviewAnswer, { sessionId, keep: ['shell.run'] });
      await expect(review).rejects.toMatchObject({ code: 'rpc.unknown-method' });
      const beforehand = page.call(shellPage.standingAnswer, { proposalId: 'proposal-1', allow: true });
      await expect(beforehand).rejects.toMatchObject({ code: 'rpc.unknown-method' });
      page.notify(shellPage.dialogVisible, { sessionId, dialogId: 'ask-000001', visible: true, words: 'May Tomke' });
    }
    await settle();
    expect(reached).toEqual([]);
    void open('consent')
      .page.call(shellPage.joinDecide, { sessionId: 'session-000001', accept: true })
      .catch(() => undefined);
    await settle();
    expect(reached).toEqual(['join/decide']);
  });

  test('the bar pauses, stops and reports what is wrong, and nothing else', () => {
    expect([...METHODS_OF.bar].sort()).toEqual(['session/pause', 'session/stop', 'session/wrong']);
  });

  test('every message of the page’s is some window’s, but for the hello that sockets need', () => {
    const all = Object.values(shellPage).flatMap((message) =>
      typeof message === 'object' && 'method' in message && message.from === 'page' ? [message.method] : [],
    );
    const known = new Set(Object.values(METHODS_OF).flatMap((methods) => [...methods]));
    expect(all.filter((method) => !known.has(method))).toEqual(['page/hello']);
  });
});

test('nonsense does not throw, and answers to questions that nobody asked vanish', async () => {
  const { member } = open('home');
  for (const frame of [
    '',
    '{',
    '[]',
    'null',
    '{"i":1,"r":null}',
    '{"c":5}',
    '{"m":"view/changed","p":{}}',
    '{"i":0,"m":"x","p":0}',
  ]) {
    member().receive(frame);
  }
  transport.send('{"i":77,"r":null}');
  await settle();
  expect(core.drops('malformed')).toBe(5);
  expect(core.open).toBe(true);
});

test('a window that leaves has its questions cancelled and is told nothing more', async () => {
  let cancelled = false;
  core.handle(shellPage.historyList, (_params, call) => {
    call.onCancel(() => {
      cancelled = true;
    });
    return new Promise(() => undefined);
  });
  const { page, member, views } = open('home');
  page.call(shellPage.historyList, {}).catch(() => undefined);
  await settle();
  member().leave();
  core.notify(shellPage.viewChanged, viewOf('home'));
  member().receive('{"m":"draft/keep","p":{"text":"x","name":"y"}}');
  await settle();
  expect({ cancelled, views, empty: transport.empty }).toEqual({ cancelled: true, views: [], empty: true });
  expect(core.drops('unhandled')).toBe(0);
});

test('a window that asks without end is refused before the core', async () => {
  core.handle(shellPage.historyList, () => new Promise(() => undefined));
  const { page } = open('home');
  const asked = Array.from({ length: 65 }, () => page.call(shellPage.historyList, {}));
  for (const each of asked) each.catch(() => undefined);
  await expect(asked[64]).rejects.toMatchObject({ code: 'request.rate-limited' });
});
