import { RELEASE_HEADER } from '@alongside/protocol';
import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { askServer } from '../network/ask-server.ts';
import { ProbeFailure } from '../tools.ts';

const LIMIT_MS = 4000;
const RELEASE = /^(\d{1,6})\.(\d{1,6})\.(\d{1,6})(?:-[\w.]{1,40})?$/u;

const release = z.string().regex(RELEASE);
const reading = z.strictObject({
  agent: release,
  /** Null: the server did not say it, as older ones do not. */
  server: release.nullable(),
  /** Null: nobody asked with it. */
  keyTaken: z.boolean().nullable(),
});
type Reading = z.infer<typeof reading>;

const probe: Probe<Reading> = {
  async read(tools) {
    const answer = await askServer(tools, LIMIT_MS);
    if (answer === undefined) throw new ProbeFailure('failed', 'the server did not answer');
    const server = answer.headers[RELEASE_HEADER] ?? null;
    if (server !== null && !RELEASE.test(server)) throw new ProbeFailure('parse', RELEASE_HEADER);
    const key = tools.server?.key;
    return { agent: tools.agent.version, server, keyTaken: key === undefined ? null : key === 'taken' };
  },
};

/** Whether one release is older than another; what stands behind a hyphen does not count. */
function isOlder(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) => (RELEASE.exec(text) ?? []).slice(1, 4).map(Number)) as [number[], number[]];
  const first = left.findIndex((part, index) => part !== right[index]);
  return first >= 0 && (left[first] ?? 0) < (right[first] ?? 0);
}

/** Whether this agent is of its server's release, and still known there. */
export const agentSelf: Check = defineCheck({
  id: 'agent.self',
  lane: 'network',
  privacy: 'P0',
  profiles: ['quick'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge({ agent, server, keyTaken }) {
    const evidence = [
      figure('agent', agent, 'text'),
      ...(server === null ? [] : [figure('server', server, 'text')]),
      ...(keyTaken === null ? [] : [figure('keyTaken', keyTaken, 'yes-no')]),
    ];
    if (keyTaken === false) return { status: 'fail', evidence };
    return server !== null && isOlder(agent, server) ? { status: 'warn', evidence } : { status: 'pass', evidence };
  },
});
