import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { http } from '@alongside/protocol';
import { type AlongsideServer, createServer } from '@alongside/server';
import { type LastServer, lastServer } from './data-folder.ts';

const ANSWERS_MS = 1_500;

/** The server that another process of ours runs with this data folder; undefined where there is none, or none that answers. */
export async function runningServer(data: string): Promise<LastServer | undefined> {
  const server = lastServer(data);
  if (server === undefined) return undefined;
  try {
    const answer = await ask(server);
    return http.me.result.safeParse(answer).success ? server : undefined;
  } catch {
    return undefined; // Nobody listens there.
  }
}

/** `fetch` takes no authority. */
function ask({ localAddress, authority }: LastServer): Promise<unknown> {
  const get = localAddress.startsWith('https:') ? httpsGet : httpGet;
  const options = { signal: AbortSignal.timeout(ANSWERS_MS), ...(authority ? { ca: authority.certificate } : {}) };
  return new Promise((resolve, reject) => {
    get(new URL(http.me.path, localAddress), options, (response) => json(response).then(resolve, reject)).on('error', reject);
  });
}

/**
 * Does something with the data of a server that may be running: the database is shared, and as its port is taken this
 * one listens elsewhere for a moment. Addresses that it makes have that port in them.
 */
export async function besideRunningServer<T>(data: string, action: (server: AlongsideServer) => Promise<T>): Promise<T> {
  const server = await createServer({ dataDir: join(data, 'server'), port: 0, logLevel: 'silent' });
  try {
    return await action(server);
  } finally {
    await server.close();
  }
}
