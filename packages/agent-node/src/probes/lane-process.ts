/**
 * One lane of a check: reads one thing after the other when asked, and knows no deadline. systeminformation and the
 * programs of the system block and hang, so its parent owns the time and ends this process where it must.
 */
import { CHECKS, ProbeFailure } from '@alongside/diagnostics';
import type { FactName } from '@alongside/protocol';
import type { z } from 'zod';
import { collectors } from './collectors.ts';
import { type LaneAnswer, type LaneRequest, type laneReady, laneRequest } from './lane-messages.ts';
import { nodeProbeTools, ownSystem } from './node-probe-tools.ts';

process.on('message', (message) => {
  const request = laneRequest.safeParse(message);
  if (!request.success) return;
  const { task } = request.data;
  read(request.data).then(
    (reading) => reply({ status: 'read', task, reading }),
    (error: unknown) => reply({ status: 'unknown', task, reason: error instanceof ProbeFailure ? error.reason : 'failed' }),
  );
});
process.once('disconnect', () => process.exit(0));

process.send?.({ status: 'ready' } satisfies z.infer<typeof laneReady>);

async function read({ task, surroundings, previous }: LaneRequest): Promise<unknown> {
  const [kind, name] = task.split(':') as ['fact' | 'check', string];
  const tools = nodeProbeTools(surroundings, previous);
  if (kind === 'fact') return collectors[name as FactName](tools);
  const probe = CHECKS.find(({ id }) => id === name)?.probes[ownSystem()];
  if (probe === undefined) throw new ProbeFailure('unsupported');
  return probe.read(tools);
}

function reply(answer: LaneAnswer): void {
  process.send?.(answer);
}
