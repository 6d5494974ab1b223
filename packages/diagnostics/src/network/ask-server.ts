import { ONLINE_PATH, ONLINE_TEXT } from '@alongside/protocol';
import { type HttpAnswer, ProbeFailure, type ProbeTools } from '../tools.ts';
import { serverPlace } from './server-place.ts';

/**
 * One request to the agent's own server that says nothing about us; undefined where no answer came. Throws `failed` where
 * somebody else answers in its place: then there is nothing to learn about the server, and `net.captive` tells of it.
 */
export async function askServer(tools: ProbeTools, limitMs: number): Promise<HttpAnswer | undefined> {
  const { url } = serverPlace(tools);
  let answer: HttpAnswer;
  try {
    answer = await tools.network.get(`${url}${ONLINE_PATH}`, limitMs);
  } catch (error) {
    if (error instanceof ProbeFailure && (error.reason === 'timeout' || error.reason === 'failed')) return undefined;
    throw error;
  }
  if (answer.status !== 200 || answer.body !== ONLINE_TEXT) throw new ProbeFailure('failed', 'somebody else answers');
  return answer;
}
