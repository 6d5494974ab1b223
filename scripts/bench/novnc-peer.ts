import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { Page } from '@playwright/test';
import { findProgram } from '../lib/system-packages.ts';
import type { BenchSession } from './bench-session.ts';
import { pause, type Viewer } from './measure-picture.ts';

/** Where Debian's novnc has its pages. */
const NOVNC_ROOT = '/usr/share/novnc';

/** TigerVNC's server for a running X display with noVNC as its viewer; connected only while it is measured. */
export interface NovncPeer {
  connect(): Promise<Viewer>;
  disconnect(): Promise<void>;
  close(): void;
}

export async function startNovncPeer(session: BenchSession): Promise<NovncPeer> {
  const [rfbPort, webPort] = [await freePort(), await freePort()];
  const children = [
    run('X0tigervnc', ['-display', session.display.name, '-SecurityTypes', 'None', '-localhost', '-rfbport', String(rfbPort)]),
    run('websockify', ['--web', NOVNC_ROOT, `127.0.0.1:${webPort}`, `127.0.0.1:${rfbPort}`]),
  ];
  const browser = await session.openBrowser();
  let page: Page | undefined;
  return {
    async connect() {
      page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      for (let tries = 0; ; tries += 1) {
        await page.goto(`http://127.0.0.1:${webPort}/vnc_lite.html`).catch((error: unknown) => {
          if (tries > 40) throw error;
        });
        const connected = await page
          .getByText(/^Connected to/u)
          .waitFor({ timeout: 1000 })
          .then(() => true)
          .catch(() => false);
        if (connected) return { page, selector: '#screen canvas' };
        if (tries > 40) throw new Error('noVNC does not connect');
        await pause(250);
      }
    },
    async disconnect() {
      await page?.close();
      page = undefined;
    },
    close() {
      for (const child of children) child.kill('SIGTERM');
    },
  };
}

function run(program: string, args: readonly string[]): ChildProcess {
  const path = findProgram(program);
  if (!path) throw new Error(`${program} is not installed`);
  return spawn(path, args, { stdio: 'ignore' });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
