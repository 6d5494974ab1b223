import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { systemClock } from '@alongside/base';
import { Recorder } from '@alongside/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { missingPrograms, type Observer, type Rectangle, startForTest, TestXServer, until } from './testing/x-server.ts';
import { X11Connection } from './x11-connection.ts';
import type { X11InputDevice } from './x11-input-device.ts';
import { X11InputPort } from './x11-input-port.ts';

/** The test started all programs itself, so none may count as its own: a process that does not exist. */
const NOBODY: ReadonlySet<number> = new Set([1_000_000_000]);

describe.skipIf(missingPrograms('Xvfb', 'openbox', 'xdotool', 'xterm', 'xev', 'xset', 'setxkbmap', 'xmodmap', 'xrandr', 'xrdb'))(
  'input on a real X server',
  () => {
    let server: TestXServer;
    let device: X11InputDevice;
    let xev: Observer;
    let window: number;
    let area: Rectangle;

    const open = () =>
      new X11InputPort({
        connect: () => X11Connection.open({ env: server.env }),
        ownProcesses: () => NOBODY,
        clock: systemClock(),
        userComesFirst: false,
      }).open();

    beforeAll(async () => {
      server = await TestXServer.start();
      await server.startWindowManager();
      xev = server.observe('xev', ['-name', 'observer', '-geometry', '300x200+400+300']);
      window = await server.window('observer');
      area = await server.geometry(window);
      device = await open();
      await server.focus(window);
    });

    afterAll(async () => {
      device.dispose();
      await server.stop();
    });

    const inside = () => device.move(area.x + 50, area.y + 60);
    /** The lines of xev's report of the events of one kind, from `from` characters of its output on. */
    const seen = (kind: string, from: number) =>
      xev
        .output()
        .slice(from)
        .split(/^(?=\w+ event)/mu)
        .filter((block) => block.startsWith(`${kind} event`));

    it('moves to the pixel', async () => {
      for (const [x, y] of [
        [0, 0],
        [1279, 719],
        [417, 333],
        [640, 1],
      ] as const) {
        expect(await device.move(x, y)).toBe('done');
        expect(await server.pointer()).toEqual({ x, y });
      }
    });

    it('presses and releases each button in the order of the calls', async () => {
      await inside();
      const from = xev.output().length;
      const names = ['left', 'middle', 'right', 'back', 'forward'] as const;
      const acts = names.flatMap((name) => [device.button(name, true), device.button(name, false)]);
      expect(await Promise.all(acts)).toEqual(acts.map(() => 'done'));
      await until(() => seen('ButtonRelease', from).length === 5);
      const numbers = (kind: string) => seen(kind, from).map((block) => Number(/button (\d+)/u.exec(block)?.[1]));
      expect(numbers('ButtonPress')).toEqual([1, 2, 3, 8, 9]);
      expect(numbers('ButtonRelease')).toEqual([1, 2, 3, 8, 9]);
      expect(seen('ButtonPress', from)[0]).toContain(`(50,60)`);
    });

    it('drags: moves between press and release keep their order', async () => {
      const from = xev.output().length;
      const acts = [
        inside(),
        device.button('left', true),
        device.move(area.x + 90, area.y + 70),
        device.move(area.x + 120, area.y + 80),
        device.button('left', false),
      ];
      await Promise.all(acts);
      await until(() => seen('ButtonRelease', from).length === 1);
      const kinds = xev
        .output()
        .slice(from)
        .match(/^(?:ButtonPress|MotionNotify|ButtonRelease) event/gmu);
      expect(kinds?.slice(-4)).toEqual(['ButtonPress event', 'MotionNotify event', 'MotionNotify event', 'ButtonRelease event']);
      expect(seen('ButtonRelease', from)[0]).toContain('(120,80)');
    });

    it('turns the wheel both ways and sums up fractions', async () => {
      await inside();
      const from = xev.output().length;
      await device.wheel(0, 1);
      await device.wheel(0, -2);
      await device.wheel(1, 0);
      await device.wheel(-1, 0);
      for (let i = 0; i < 4; i += 1) await device.wheel(0, 0.25);
      await until(() => seen('ButtonRelease', from).length === 6);
      const buttons = seen('ButtonPress', from).map((block) => Number(/button (\d+)/u.exec(block)?.[1]));
      expect(buttons).toEqual([5, 4, 4, 7, 6, 5]);
    });

    it('sends keys by their place, whatever the layout', async () => {
      await server.run('setxkbmap', 'de');
      const from = xev.output().length;
      const codes = ['KeyA', 'KeyY', 'ShiftLeft', 'ArrowUp', 'NumpadEnter', 'F5', 'IntlBackslash', 'MetaLeft'];
      for (const code of codes) {
        expect(await device.key(code, true)).toBe('done');
        expect(await device.key(code, false)).toBe('done');
      }
      await until(() => seen('KeyRelease', from).length >= codes.length);
      const pressed = seen('KeyPress', from).map((block) => Number(/keycode (\d+)/u.exec(block)?.[1]));
      expect(pressed).toEqual([38, 29, 50, 111, 104, 71, 94, 133]);
      expect(seen('KeyPress', from)[1]).toContain('keysym 0x7a, z');
      await server.run('setxkbmap', 'us');
      expect(await device.key('NoSuchKey', true)).toBe('unavailable');
    });

    it('does not repeat a press of a held key and releases all that is held', async () => {
      await inside();
      const held: unknown[] = [];
      const listening = device.onHeldChanged((value) => held.push(value));
      const from = xev.output().length;
      await device.key('ControlLeft', true);
      await device.key('ControlLeft', true);
      await device.button('right', true);
      await device.releaseAll();
      await until(() => seen('KeyRelease', from).length === 1 && seen('ButtonRelease', from).length === 1);
      expect(seen('KeyPress', from)).toHaveLength(1);
      expect(held).toEqual([
        { keycodes: [37], buttons: [] },
        { keycodes: [37], buttons: [3] },
        { keycodes: [], buttons: [3] },
        { keycodes: [], buttons: [] },
      ]);
      listening.dispose();
    });

    it('drops what was asked for before a release of all', async () => {
      await inside();
      const from = xev.output().length;
      const late = [device.button('left', true), device.key('KeyQ', true)];
      await device.releaseAll();
      expect(await Promise.all(late)).toEqual(['unavailable', 'unavailable']);
      expect(await device.key('KeyW', true)).toBe('done');
      expect(await device.key('KeyW', false)).toBe('done');
      await until(() => seen('KeyRelease', from).length === 1);
      expect(seen('KeyPress', from)).toHaveLength(1);
      expect(seen('ButtonPress', from)).toHaveLength(0);
    });

    it('sets lock keys to a state instead of toggling them', async () => {
      const leds = async () => {
        const text = await server.run('xset', 'q');
        const led = (name: string) => new RegExp(`${name}:\\s+(on|off)`, 'u').exec(text)?.[1];
        return [led('Caps Lock'), led('Num Lock')];
      };
      expect(await leds()).toEqual(['off', 'off']);
      expect(await device.setLock('CapsLock', true)).toBe('done');
      expect(await device.setLock('CapsLock', true)).toBe('done');
      expect(await device.setLock('NumLock', true)).toBe('done');
      expect(await leds()).toEqual(['on', 'on']);
      expect(await device.locks()).toEqual({ CapsLock: true, NumLock: true, ScrollLock: false });
      expect(await device.setLock('CapsLock', false)).toBe('done');
      expect(await device.setLock('NumLock', false)).toBe('done');
      expect(await leds()).toEqual(['off', 'off']);
    });

    describe('text in a terminal', () => {
      const typed = async (name: string, act: () => Promise<void>, done: (text: string) => boolean): Promise<string> => {
        const file = join(server.folder, name);
        server.spawn('xterm', ['-T', name, '-geometry', '80x12+20+40', '-e', `stty -echo; cat > ${file}`]);
        const terminal = await server.window(name);
        await until(() =>
          readFile(file).then(
            () => true,
            () => false,
          ),
        );
        await server.focus(terminal);
        await act();
        const text = await until(async () => {
          const now = await readFile(file, 'utf8');
          return done(now) && now;
        });
        await server.run('xdotool', 'windowkill', String(terminal));
        await server.focus(window);
        return text;
      };

      it('types characters of any script, and line ends', async () => {
        const text = 'Grüße, Ürümqi: 5 € ~ "x" {}|\\ @\n日本語 Привет 😀👍🏽\nnaïve café\n';
        const arrived = await typed(
          'any',
          async () => expect(await device.type(text)).toBe('done'),
          (now) => now.length >= text.length,
        );
        expect(arrived).toBe(text);
      });

      it('types more characters that the layout lacks than there are spare keys', async () => {
        const greek = Array.from({ length: 24 }, (_, i) => String.fromCodePoint(0x3b1 + i)).join('');
        const cyrillic = Array.from({ length: 32 }, (_, i) => String.fromCodePoint(0x430 + i)).join('');
        const text = `${greek} ${cyrillic} ${greek}\n`;
        const arrived = await typed(
          'many',
          async () => expect(await device.type(text)).toBe('done'),
          (now) => now.length >= text.length,
        );
        expect(arrived).toBe(text);
      });

      it('is the same with Caps Lock, a held modifier and another layout', async () => {
        await server.run('setxkbmap', 'fr');
        const arrived = await typed(
          'locked',
          async () => {
            await device.setLock('CapsLock', true);
            await device.key('ControlLeft', true);
            expect(await device.type('aB ü Ü €\n')).toBe('done');
            await device.key('ControlLeft', false);
          },
          (now) => now.includes('\n'),
        );
        expect(arrived).toBe('aB ü Ü €\n');
        expect((await device.locks()).CapsLock).toBe(true);
        await device.setLock('CapsLock', false);
        await server.run('setxkbmap', 'us');
      });

      it('types nothing of a text with a character that no key gives', async () => {
        const arrived = await typed(
          'none',
          async () => {
            expect(await device.type('a\u0007b')).toBe('unavailable');
            await device.type('end\n');
          },
          (now) => now.includes('\n'),
        );
        expect(arrived).toBe('end\n');
      });
    });

    it('gives back the keys that it borrowed for text', async () => {
      const before = await server.run('xmodmap', '-pke');
      const other = await open();
      expect(await other.type('ŵ')).toBe('done');
      expect(await server.run('xmodmap', '-pke')).not.toBe(before);
      other.dispose();
      await until(async () => (await server.run('xmodmap', '-pke')) === before);
    });

    it('releases what it holds when it is disposed', async () => {
      const other = await open();
      await server.focus(window);
      const from = xev.output().length;
      await other.key('KeyH', true);
      other.dispose();
      await until(() => seen('KeyRelease', from).length === 1);
      expect(await other.key('KeyH', true)).toBe('unavailable');
    });

    it('releases over another connection when its own is cut', async () => {
      const way = await cuttable(server);
      const other = await new X11InputPort({
        connect: () => X11Connection.open({ env: { ...server.env, DISPLAY: way.display } }),
        ownProcesses: () => NOBODY,
        clock: systemClock(),
        userComesFirst: false,
      }).open();
      const lost = new Promise<void>((resolve) => {
        other.onLost(resolve);
      });
      await server.focus(window);
      // Automatic repeat would show releases too.
      await server.run('xset', 'r', 'off');
      const from = xev.output().length;
      await other.key('KeyJ', true);
      await until(() => seen('KeyPress', from).length > 0);
      way.cut();
      await lost;
      await until(() => seen('KeyRelease', from).some((block) => block.includes('keycode 44')));
      expect(await other.move(1, 1)).toBe('unavailable');
      other.dispose();
      way.close();
      await server.run('xset', 'r', 'on');
    });

    it('tells the displays and follows their changes', async () => {
      const asking = await X11Connection.open({ env: server.env });
      const sources = [await asking.atom('screen')];
      asking.dispose();
      expect(device.displays).toEqual([{ x: 0, y: 0, width: 1280, height: 720, scale: 1, rotation: 0, primary: true, sources }]);
      const changes = new Recorder(device.onDisplaysChanged);
      await server.run('xrandr', '--newmode', '800x600', ...'38.25 800 832 912 1024 600 603 607 624'.split(' '));
      await server.run('xrandr', '--addmode', 'screen', '800x600');
      await server.run('xrandr', '--output', 'screen', '--mode', '800x600');
      expect(await changes.next()).toMatchObject([{ width: 800, height: 600 }]);
      await server.run('xrandr', '--output', 'screen', '--mode', '1280x720');
      expect(await changes.next()).toMatchObject([{ width: 1280, height: 720 }]);
      const resources = join(server.folder, 'resources');
      await writeFile(resources, 'Xft.dpi: 144\n');
      await server.run('xrdb', '-nocpp', '-merge', resources);
      expect(await changes.next()).toMatchObject([{ scale: 1.5 }]);
      expect(device.displays).toMatchObject([{ scale: 1.5 }]);
    });

    it('measures (printed, not asserted)', async () => {
      const rounds = 2000;
      let start = performance.now();
      const moves = Array.from({ length: rounds }, (_, i) => device.move(area.x + (i % 200), area.y + 50));
      const sent = (performance.now() - start) / rounds;
      await Promise.all(moves);
      await device.releaseAll();
      const done = (performance.now() - start) / rounds;
      const checks: number[] = [];
      await inside();
      for (let i = 0; i < 300; i += 1) {
        start = performance.now();
        await device.button('left', true);
        checks.push(performance.now() - start);
        await device.button('left', false);
      }
      const keys: number[] = [];
      for (let i = 0; i < 300; i += 1) {
        start = performance.now();
        await device.key('KeyM', true);
        keys.push(performance.now() - start);
        await device.key('KeyM', false);
      }
      const figure = (list: number[]) => {
        const sorted = list.sort((a, b) => a - b);
        return `median ${sorted[150]?.toFixed(2)} ms, p95 ${sorted[285]?.toFixed(2)} ms`;
      };
      // biome-ignore lint/suspicious/noConsole: figures for whoever runs it.
      console.info(`move: ${sent.toFixed(4)} ms to send, ${done.toFixed(4)} ms until the server has it (mean of ${rounds})`);
      // biome-ignore lint/suspicious/noConsole: as above.
      console.info(`check before a button: ${figure(checks)}; before a key: ${figure(keys)}`);
      expect(checks).toHaveLength(300);
    });

    it('says unavailable and tells it when the X server goes away', async () => {
      const doomed = await startForTest();
      const port = new X11InputPort({
        connect: () => X11Connection.open({ env: doomed.env }),
        ownProcesses: () => NOBODY,
        clock: systemClock(),
        userComesFirst: false,
      });
      const other = await port.open();
      const lost = new Promise<void>((resolve) => {
        other.onLost(resolve);
      });
      await doomed.stop();
      await lost;
      expect(await other.move(1, 1)).toBe('unavailable');
      expect(await other.button('left', true)).toBe('unavailable');
      expect(await other.type('x')).toBe('unavailable');
      await other.releaseAll();
      other.dispose();
      await expect(port.open()).rejects.toMatchObject({ code: 'input.unavailable' });
    });
  },
);

/** A way to the X server that can be cut; new connections pass again. */
async function cuttable(server: TestXServer): Promise<{ readonly display: string; cut(): void; close(): void }> {
  const sockets = new Set<Socket>();
  const proxy = createServer((near) => {
    const far = connect(`/tmp/.X11-unix/X${server.display.slice(1)}`);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    near.pipe(far).pipe(near);
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const { port } = proxy.address() as AddressInfo;
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  return {
    display: `127.0.0.1:${port - 6000}`,
    cut,
    close: () => {
      cut();
      proxy.close();
    },
  };
}
