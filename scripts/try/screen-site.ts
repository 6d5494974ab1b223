import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { acceptedLanguage } from '@alongside/protocol';
import { nodeModules } from '../lib/paths.ts';
import { type ScreenPageTexts, screenPage } from './screen-page.ts';
import { sameSecret, vncBridge } from './vnc-bridge.ts';

const HOST = '127.0.0.1';
const MAX_BODY_BYTES = 1024;
const TRIES = 20;
/** Modules of noVNC, and those that it brings along; names as they are in its package. */
const LIBRARY = /^\/novnc\/((?:core|vendor)(?:\/[a-z0-9-]+)*\/[a-z0-9-]+\.js)$/u;
const OWN: Readonly<Record<string, string>> = { '/screen.js': 'screen.js', '/screen.css': 'screen.css' };
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
};

export interface ScreenSite {
  /** With a token that works once. */
  address(): string;
  readonly port: number;
  close(): Promise<void>;
}

export interface ScreenSiteOptions {
  /** The screen's, where it serves viewers. */
  readonly socketPath: string;
  /** The first that is tried; the next ones where it is taken, 0 for any. */
  readonly port: number;
  readonly texts: Omit<ScreenPageTexts, 'name'> & { readonly name: string };
  /** The address was opened: its token is worth nothing any more. */
  readonly onOpened: () => void;
}

/**
 * The page on which one sees and uses the practice computer, on loopback alone. The token in the address's fragment
 * becomes a secret of the page, once; the secret opens the socket. Host and Origin are compared exactly, with port.
 */
export async function openScreenSite(options: ScreenSiteOptions): Promise<ScreenSite> {
  const secret = newSecret();
  let token = newSecret();
  let origin = '';
  const bridge = vncBridge(options.socketPath, (told) => sameSecret(told, secret));
  const isOwn = ({ headers }: IncomingMessage) => headers.host === origin.slice('http://'.length);
  const open = (told: string, response: ServerResponse) => {
    if (!sameSecret(told, token)) return answer(response, 403);
    token = newSecret();
    answer(response, 200, '.json', JSON.stringify({ secret }));
    options.onOpened();
  };
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headersOf(origin))) response.setHeader(name, value);
    const path = request.url ?? '';
    if (!isOwn(request)) return answer(response, 421);
    if (request.method === 'POST' && path === '/open') {
      if (request.headers.origin !== origin) return answer(response, 403);
      readBody(request).then(
        (told) => open(told, response),
        () => answer(response, 413),
      );
      return;
    }
    if (request.method !== 'GET') return answer(response, 405);
    if (path === '/') {
      const language = acceptedLanguage(request.headers['accept-language']);
      return answer(response, 200, '.html', screenPage(options.texts, language));
    }
    const file = fileFor(path);
    if (file === undefined) return answer(response, 404);
    return answer(response, 200, extname(file), readFileSync(file));
  });
  server.on('upgrade', (request, socket, head) => {
    if (isOwn(request) && request.headers.origin === origin && request.url === '/screen') bridge.accept(request, socket, head);
    else socket.destroy();
  });
  const port = await listen(server, options.port);
  origin = `http://${HOST}:${port}`;
  return {
    address: () => `${origin}/#t=${token}`,
    port,
    close() {
      bridge.close();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** 256 bits, base64url. */
function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function headersOf(origin: string): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    // The pointer's shape is a picture of noVNC's own making.
    "img-src 'self' data:",
    `connect-src 'self' ${origin.replace('http:', 'ws:')}`,
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  ];
  return {
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
  };
}

function fileFor(path: string): string | undefined {
  const own = Object.hasOwn(OWN, path) ? OWN[path] : undefined;
  if (own !== undefined) return join(import.meta.dirname, 'page', own);
  const library = LIBRARY.exec(path)?.[1];
  return library === undefined ? undefined : join(nodeModules, '@novnc', 'novnc', library);
}

function answer(response: ServerResponse, status: number, type = '', body: string | Buffer = ''): void {
  response.statusCode = status;
  const contentType = type === '.json' ? 'application/json' : TYPES[type];
  if (contentType !== undefined) response.setHeader('Content-Type', contentType);
  response.end(body);
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request) {
    body += String(part);
    if (body.length > MAX_BODY_BYTES) throw new Error('too long');
  }
  return body;
}

async function listen(server: Server, first: number): Promise<number> {
  for (let port = first; ; port += 1) {
    try {
      return await listenAt(server, port);
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || port >= first + TRIES) throw error;
    }
  }
}

function listenAt(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}
