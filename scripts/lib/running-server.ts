import { join } from 'node:path';
import { http } from '@alongside/protocol';
import { type AlongsideServer, createServer } from '@alongside/server';
import { lastPort } from './data-folder.ts';

const ANSWERS_MS = 1_500;

/** The address of the server that another process runs with this data folder; undefined where none answers. */
export async function runningServer(data: string): Promise<string | undefined> {
  const address = `http://localhost:${lastPort(data)}`;
  try {
    const response = await fetch(`${address}${http.me.path}`, { signal: AbortSignal.timeout(ANSWERS_MS) });
    return response.ok && http.me.result.safeParse(await response.json()).success ? address : undefined;
  } catch {
    return undefined; // Nobody listens there.
  }
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
