import { silentLogger } from '@alongside/base';
import { beforeEach, describe, expect, test } from 'vitest';
import { FakeContents, FakeFrame, FakeSession } from '../../../../test/fixtures/fake-electron.ts';
import { type CaptureEvent, CaptureGate, denyByDefault, nextCapture } from './capture-gate.ts';
import type { DisplayRequest, ScreenSource } from './electron-api.ts';

const SOURCE: ScreenSource = { id: 'screen:1:0', name: 'Entire screen', display_id: '11' };

test('one screen for one yes, whatever comes in whatever order', () => {
  const events: readonly CaptureEvent[] = [
    { type: 'consent', live: true },
    { type: 'consent', live: false },
    { type: 'asked' },
    { type: 'chosen', source: SOURCE },
    { type: 'chosen', source: undefined },
    { type: 'requested' },
  ];
  let takenAtAll = 0;
  const walk = (depth: number, state: Parameters<typeof nextCapture>[0], live: boolean, taken: number): void => {
    if (state.state !== 'closed') expect(live).toBe(true);
    expect(taken).toBeLessThanOrEqual(1);
    takenAtAll += taken;
    if (depth === 0) return;
    for (const event of events) {
      const next = nextCapture(state, event);
      const isLive = event.type === 'consent' ? event.live : live;
      const begins = event.type === 'consent' && event.live !== live;
      const takes = event.type === 'requested' && state.state === 'armed' ? 1 : 0;
      walk(depth - 1, next, isLive, begins ? 0 : taken + takes);
    }
  };
  walk(6, { state: 'closed' }, false, 0);
  expect(takenAtAll).toBeGreaterThan(0);
});

describe('the gate', () => {
  const link = new FakeContents();
  let live = false;
  let chosen: () => Promise<ScreenSource | undefined>;
  let frame: FakeFrame | undefined;
  let gate: CaptureGate;
  let session: FakeSession;
  let shellSession: FakeSession;

  const request = (more: Partial<DisplayRequest> = {}): DisplayRequest => ({
    frame: frame ?? null,
    securityOrigin: 'app://link/',
    videoRequested: true,
    audioRequested: false,
    ...more,
  });

  beforeEach(() => {
    live = false;
    chosen = () => Promise.resolve(SOURCE);
    frame = new FakeFrame('app://link');
    gate = new CaptureGate({
      mayCapture: () => live,
      choose: () => chosen(),
      linkFrame: () => frame,
      logger: silentLogger,
    });
    session = new FakeSession();
    shellSession = new FakeSession();
    denyByDefault(session, gate, (id) => id === link.id);
    denyByDefault(shellSession, undefined, (id) => id === link.id);
  });

  test('under a live yes the link page gets the chosen screen, once, with a click lent to it', async () => {
    live = true;
    expect(await gate.chooseScreen()).toBe(true);
    expect(frame?.scripts).toEqual([{ code: '0', gesture: true }]);
    expect(session.permission(link, 'display-capture')).toEqual({ requested: true, checked: true });
    expect(session.display(request())).toEqual({ video: { id: SOURCE.id, name: SOURCE.name } });
    expect(session.display(request())).toBeNull();
    expect(session.permission(link, 'display-capture')).toEqual({ requested: false, checked: false });
    expect(await gate.chooseScreen()).toBe(false);
  });

  test('without a yes there is no choice, no click, no permission and no screen', async () => {
    expect(await gate.chooseScreen()).toBe(false);
    expect(frame?.scripts).toEqual([]);
    expect(session.permission(link, 'display-capture')).toEqual({ requested: false, checked: false });
    expect(session.display(request())).toBeNull();
  });

  test('a yes that ends while the user chooses gives nothing', async () => {
    live = true;
    chosen = async () => {
      live = false;
      return SOURCE;
    };
    expect(await gate.chooseScreen()).toBe(false);
    expect(session.display(request())).toBeNull();
  });

  test('a yes that ends after the choice gives nothing, though nobody told the gate', async () => {
    live = true;
    await gate.chooseScreen();
    live = false;
    expect(session.permission(link, 'display-capture')).toEqual({ requested: false, checked: false });
    expect(session.display(request())).toBeNull();
    live = true;
    expect(session.display(request())).toBeNull();
  });

  test('a choice that is declined, or fails, is the answer to this yes; the next yes asks anew', async () => {
    live = true;
    chosen = () => Promise.resolve(undefined);
    expect(await gate.chooseScreen()).toBe(false);
    expect(await gate.chooseScreen()).toBe(false);
    live = false;
    gate.handleConsent();
    live = true;
    chosen = () => Promise.reject(new Error('no portal'));
    expect(await gate.chooseScreen()).toBe(false);
    live = false;
    gate.handleConsent();
    live = true;
    chosen = () => Promise.resolve(SOURCE);
    expect(await gate.chooseScreen()).toBe(true);
  });

  test('two that ask at a time get one', async () => {
    live = true;
    expect(await Promise.all([gate.chooseScreen(), gate.chooseScreen()])).toEqual([true, false]);
  });

  test.each([
    ['another frame of the same origin', () => ({ frame: new FakeFrame('app://link') })],
    ['a frame that is gone', () => ({ frame: null })],
    ['the shell', () => ({ frame: new FakeFrame('app://shell'), securityOrigin: 'app://shell/' })],
    ['another origin by name', () => ({ securityOrigin: 'https://evil.example/' })],
    ['one that wants sound as well', () => ({ audioRequested: true })],
    ['one that wants no picture', () => ({ videoRequested: false })],
  ])('%s gets nothing, and takes nothing away', async (_name, more) => {
    live = true;
    await gate.chooseScreen();
    expect(session.display(request(more()))).toBeNull();
    expect(session.display(request())).not.toBeNull();
  });

  test('a link page that navigated gets nothing', async () => {
    live = true;
    await gate.chooseScreen();
    if (frame) frame.origin = 'https://evil.example';
    expect(session.display(request())).toBeNull();
  });

  test('every other permission is refused, to all pages, at any time', async () => {
    live = true;
    await gate.chooseScreen();
    const stranger = new FakeContents();
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'usb',
      'openExternal',
      'loopback-network',
    ]) {
      expect(session.permission(link, permission)).toEqual({ requested: false, checked: false });
    }
    expect(session.permission(stranger, 'display-capture')).toEqual({ requested: false, checked: false });
    expect(session.permission(null, 'display-capture')).toEqual({ requested: false, checked: false });
    expect(shellSession.permission(link, 'display-capture')).toEqual({ requested: false, checked: false });
    expect(shellSession.display(request())).toBeNull();
    expect([session.deviceHandler?.(), shellSession.deviceHandler?.()]).toEqual([false, false]);
  });
});
