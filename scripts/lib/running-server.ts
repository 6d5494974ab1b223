import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { json } from 'node:stream/consumers';
import { http } from '@alongside/protocol';
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
