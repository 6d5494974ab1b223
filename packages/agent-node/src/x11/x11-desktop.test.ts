import type { ChildProcess } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Recorder } from '@alongside/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openX11, type X11Host } from './open-x11.ts';
import { killTree, missingPrograms, TestXServer, until } from './testing/x-server.ts';

const PAGE = `<!doctype html><title>app</title><body style="margin:0">
<button style="position:fixed;inset:0 50% 0 0" onclick="documentPictureInPicture.requestWindow({width:300,height:80}).then((w)=>{window.bar=w})">bar</button>
<button style="position:fixed;inset:0 0 50% 50%" onclick="navigator.mediaDevices.getDisplayMedia({video:true}).then(()=>{document.title='sharing'})">share</button>
<button style="position:fixed;inset:50% 0 0 50%" onclick="window.bar.close()">close</button>`;

describe.skipIf(missingPrograms('Xvfb', 'openbox', 'xdotool', 'xterm', 'xprop', 'chromium', 'ps'))(
  "the agent's windows on the desktop",
  () => {
    let server: TestXServer;
    let pages: Server;
    let browser: ChildProcess;
    let host: Extract<X11Host, { kind: 'ready' }>;
    let app: number;
    let other: number;

    beforeAll(async () => {
      server = await TestXServer.start();
      await server.startWindowManager();
      pages = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(PAGE));
      await new Promise<void>((resolve) => {
        pages.listen(0, '127.0.0.1', resolve);
      });
      browser = server.spawn('chromium', [
        // Both for the test alone: it may run as root, and it presses no picker.
        '--no-sandbox',
        '--auto-select-desktop-capture-source=Entire screen',
        '--no-first-run',
        '--disable-gpu',
        `--user-data-dir=${join(server.folder, 'profile')}`,
        `--app=http://localhost:${(pages.address() as AddressInfo).port}/`,
      ]);
      app = await server.window('^app$');
      await server.run('xdotool', 'windowsize', String(app), '600', '400');
      server.spawn('xterm', ['-T', 'other', '-geometry', '90x30+0+0']);
      other = await server.window('^other$');
      const opened = await openX11({ env: server.env, ownProcesses: () => new Set([browser.pid ?? 0]) });
      if (opened.kind !== 'ready') throw new Error(opened.reason);
      host = opened;
    });

    afterAll(async () => {
      host?.desktop.dispose();
      if (browser?.pid) killTree(browser.pid);
      pages?.close();
      await server?.stop();
    });

    const states = (window: number) => server.run('xprop', '-id', String(window), '_NET_WM_STATE').catch(() => '');
    const isAbove = async (window: number) => (await states(window)).includes('ABOVE');
    const clients = async () =>
      [...(await server.run('xprop', '-root', '_NET_CLIENT_LIST')).matchAll(/0x[0-9a-f]+/gu)].map(([id]) => Number(id));
    const active = async () => Number((await server.run('xdotool', 'getactivewindow').catch(() => '')).trim());
    const press = async (fractionX: number, fractionY: number) => {
      await server.focus(app);
      const { x, y, width, height } = await server.geometry(app);
      const at = [x + width * fractionX, y + height * fractionY].map((value) => String(Math.round(value)));
      await server.run('xdotool', 'mousemove', ...at, 'click', '1');
    };

    it('comes to the front and marks itself, without the focus', async () => {
      await server.focus(other);
      await host.desktop.attention();
      await until(async () => (await states(app)).includes('DEMANDS_ATTENTION'));
      const stack = await server.run('xprop', '-root', '_NET_CLIENT_LIST_STACKING');
      expect(Number(stack.trim().split(/[ ,]+/u).at(-1))).toBe(app);
      expect(await active()).toBe(other);
    });

    it('keeps its window above while there is no bar, then only the bar, and tells when that is closed', async () => {
      const closed = new Recorder(host.desktop.onWindowClosed);
      await host.desktop.keepBarAbove();
      await until(() => isAbove(app));
      await press(0.25, 0.5);
      const bar = await until(async () => (await clients()).find((window) => window !== app && window !== other));
      await until(async () => (await isAbove(bar)) && !(await isAbove(app)));
      await press(0.75, 0.75);
      expect(await closed.next()).toBe(bar);
      await until(() => isAbove(app));
    });

    it("gives the focus back from the browser's sharing bar, and leaves it where the user took it", async () => {
      await server.focus(app);
      await host.desktop.rememberFocus();
      await press(0.75, 0.25);
      await server.window('is sharing your screen');
      await host.desktop.restoreFocus();
      await until(async () => (await active()) === app);
      await server.focus(other);
      await host.desktop.restoreFocus();
      expect(await active()).toBe(other);
    });
  },
);
