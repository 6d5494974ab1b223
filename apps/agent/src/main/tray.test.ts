import type { Capability } from '@alongside/protocol';
import { describe, expect, test } from 'vitest';
import { agentView, session, viewOf } from '../../../../test/fixtures/agent-pages/fake-views.ts';
import { FakeTray } from '../../../../test/fixtures/fake-electron.ts';
import { commandLineTexts } from '../cli/texts.ts';
import { AgentTray } from './agent-tray.ts';
import { drawShape, trayImage } from './tray-icon.ts';
import { TRAY_STATES, trayState } from './tray-state.ts';

const light = (capability: Capability) => ({
  capability,
  grantId: `grant-${capability}`,
  remainingMs: 1_000,
  inUse: false,
  frozen: false,
});

describe('the state', () => {
  test.each([
    ['home', 'idle'],
    ['home-away', 'offline'],
    ['home-not-enrolled', 'offline'],
    ['sending', 'waiting'],
    ['waiting', 'waiting'],
    ['join', 'waiting'],
    ['joined', 'waiting'],
    ['allowed', 'controlled'],
    ['ended-stopped', 'idle'],
  ])('of %s is %s', (view, state) => {
    expect(trayState(viewOf(view))).toBe(state);
  });

  test.each([
    [['screen.view'], 'viewed'],
    [['diagnostics.read'], 'viewed'],
    [['input.control'], 'controlled'],
    [['screen.view', 'shell.run'], 'controlled'],
  ] as const)('with %s allowed is %s, whether or not it is in use or the server there', (capabilities, state) => {
    const { phase } = session({ lights: capabilities.map(light) });
    for (const server of ['online', 'away'] as const) expect(trayState(agentView(phase, { server }))).toBe(state);
  });
});

describe('the picture', () => {
  test.each([16, 32])('at %d pixels each shape is told from each other without colour', (size) => {
    const shapes = TRAY_STATES.map((state) => drawShape(state, size));
    for (const [at, one] of shapes.entries()) {
      const drawn = one.filter((cover) => cover > 127).length;
      expect(drawn, TRAY_STATES[at]).toBeGreaterThan((size * size) / 12);
      expect(drawn, TRAY_STATES[at]).toBeLessThan((size * size) / 1.3);
      for (const other of shapes.slice(at + 1)) {
        const differing = one.filter((cover, pixel) => Math.abs(cover - (other[pixel] ?? 0)) > 127).length;
        expect(differing, TRAY_STATES[at]).toBeGreaterThan((size * size) / 8);
      }
    }
  });

  test('pixels are premultiplied BGRA, black where the panel colours them', () => {
    for (const state of TRAY_STATES) {
      const [small, large] = trayImage(state, false).bitmaps;
      expect([small?.pixels.length, large?.pixels.length]).toEqual([16 * 16 * 4, 32 * 32 * 4]);
      const { template, bitmaps } = trayImage(state, true);
      expect(template).toBe(true);
      for (const { pixels } of [...bitmaps, ...trayImage(state, false).bitmaps]) {
        for (let at = 0; at < pixels.length; at += 4) {
          expect(Math.max(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0)).toBeLessThanOrEqual(pixels[at + 3] ?? 0);
        }
      }
      expect(bitmaps[0]?.pixels.every((value, at) => at % 4 === 3 || value === 0)).toBe(true);
    }
  });
});

test('menu, words and picture follow the view; Stop stands there only in a session', async () => {
  const done: string[] = [];
  const noted = (what: string) => () => void done.push(what);
  const actions = { ask: noted('ask'), connect: noted('connect'), show: noted('show'), stop: noted('stop'), quit: noted('quit') };
  const fake = new FakeTray();
  const createTray = (image: Parameters<FakeTray['setImage']>[0]) => {
    fake.setImage(image);
    return fake;
  };
  const tray = new AgentTray({ createTray, t: await commandLineTexts(), actions, platform: 'linux' });
  tray.show(viewOf('home'));
  expect(fake.labels()).toEqual(['Alongside: nobody can see this computer', 'Ask for help', 'Open Alongside', 'Quit Alongside']);
  (fake.menu.find(({ label }) => label === 'Ask for help')?.click as (() => void) | undefined)?.();
  expect(done.splice(0)).toEqual(['ask']);
  tray.show(viewOf('home'));
  expect({ menus: fake.menusSet, images: fake.images.length }).toEqual({ menus: 1, images: 2 });
  const unread = [{ requestId: 'request-0001', number: 1042, answers: 1, solved: false, asked: false }];
  tray.show({ ...viewOf('home-away'), unread });
  expect(fake.toolTip).toBe('Alongside: there is news about #1042');
  tray.show(viewOf('joined'));
  expect(fake.toolTip).toBe('Alongside: Tariq has joined and sees nothing');
  tray.show(viewOf('allowed'));
  expect(fake.labels()).toEqual([
    'Alongside: Tariq may act on this computer',
    'Stop everything',
    'Open Alongside',
    'Quit Alongside',
  ]);
  for (const item of fake.menu) (item.click as (() => void) | undefined)?.();
  fake.events.fire('click');
  expect(done).toEqual(['stop', 'show', 'quit', 'show']);
  tray.dispose();
  expect(fake.destroyed).toBe(true);
});

test('where the click opens the menu it opens nothing else', async () => {
  const shown: string[] = [];
  const act = () => void shown.push('something');
  const fake = new FakeTray();
  const actions = { ask: act, connect: act, show: act, stop: act, quit: act };
  const tray = new AgentTray({ createTray: () => fake, t: await commandLineTexts(), actions, platform: 'darwin' });
  tray.show(viewOf('allowed'));
  fake.events.fire('click');
  expect(shown).toEqual([]);
});
