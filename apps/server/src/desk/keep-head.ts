import { AppError } from '@alongside/base';
import { headPayload } from '@alongside/consent';
import type { consoleSocket } from '@alongside/protocol';
import type { z } from 'zod';
import type { DeskParts } from './desk-parts.ts';
import type { LiveSession } from './live-session.ts';

export type HeadToKeep = z.infer<typeof consoleSocket.headKeep.params>;

/** Throws `ledger.invalid` where a signature is not of this session's keys over exactly this head. */
export async function keepHead(parts: DeskParts, session: LiveSession, params: HeadToKeep): Promise<void> {
  const { crypto, stores, organisationId, clock } = parts;
  const { sessionId, seq, hash } = params;
  if (session.state !== 'joined') throw new AppError('session.not-joined', 'this session was not joined');
  const device = await stores.devices.find(organisationId, session.deviceId);
  const payload = headPayload(sessionId, { seq, hash });
  const agent = await crypto.verifyJws(device?.publicKey ?? '', params.agent);
  const technician = await crypto.verifyJws(session.technician.publicKey, params.technician);
  if (agent !== payload || technician !== payload) {
    throw new AppError('ledger.invalid', 'the head is not signed by both keys of this session');
  }
  const head = { sessionId, seq, hash, agentJws: params.agent, technicianJws: params.technician, keptAt: clock.now() };
  await stores.heads.keep(organisationId, head);
}
