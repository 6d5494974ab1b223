import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Bridge } from './bridge.ts';
import { isFromDesk, isFromGitHub } from './signatures.ts';

/** The desk's deliveries are far below this, GitHub's of issues as well; theirs may have 25 MB, of pushes. */
const MAX_BYTES = 1024 * 1024;

export interface BridgeSecrets {
  /** Of the desk's webhook, and of GitHub's. */
  readonly desk: string;
  readonly github: string;
}

type Bridging = Pick<Bridge, 'fromDesk' | 'fromGitHub'>;

/** Takes both webhooks: `/desk` and `/github`. What fails is answered with 502, so that the desk sends it again. */
export function bridgeServer(bridge: Bridging, secrets: BridgeSecrets, say: (line: string) => void, now = Date.now): Server {
  const server = createServer({ requestTimeout: 15_000, maxHeaderSize: 16 * 1024 }, (request, response) => {
    answer(bridge, secrets, request, now)
      .catch((error: unknown) => {
        say(error instanceof Error ? error.message : String(error));
        return 502;
      })
      .then((status) => response.writeHead(status, { connection: 'close' }).end())
      .catch((error: unknown) => say(String(error)));
  });
  return server;
}

async function answer(bridge: Bridging, secrets: BridgeSecrets, request: IncomingMessage, now: () => number): Promise<number> {
  const header = (name: string) => String(request.headers[name] ?? '');
  if (request.method !== 'POST' || (request.url !== '/desk' && request.url !== '/github')) return 404;
  const body = await bodyOf(request);
  if (body === undefined) return 413;
  if (request.url === '/desk') {
    if (!isFromDesk(secrets.desk, header('alongside-signature'), body, now())) return 401;
    await bridge.fromDesk(JSON.parse(body.toString('utf8')));
  } else {
    if (!isFromGitHub(secrets.github, header('x-hub-signature-256'), body)) return 401;
    await bridge.fromGitHub(header('x-github-event'), JSON.parse(body.toString('utf8')));
  }
  return 204;
}

/** Undefined for more than is taken. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MAX_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
