import { AppError } from '@alongside/base';
import type { consoleSocket } from '@alongside/protocol';
import type { z } from 'zod';
import type { DeskParts } from './desk-parts.ts';
import type { LiveSession } from './live-session.ts';
import { newestChat } from './newest-chat.ts';
import type { ConsolePeer } from './peers.ts';
import type { SessionDesk } from './session-desk.ts';
import { chatOf } from './ticket-board.ts';
import { claimSeenBy } from './ticket-reader.ts';

/** The page takes 256 KiB in one answer. Older messages stand in the ticket. */
const CHAT = { count: 500, bytes: 160 * 1024 };

export type Claimed = z.infer<typeof consoleSocket.ticketClaim.result>;

/** What a page needs to know of a session that it has asked for. */
export async function claimAnswer(
  { stores, organisationId, iceServers }: DeskParts,
  sessions: Pick<SessionDesk, 'watchedBy'>,
  { user }: ConsolePeer,
  session: LiveSession,
): Promise<Claimed> {
  const record = await stores.tickets.find(organisationId, session.ticketId);
  const device = await stores.devices.find(organisationId, session.deviceId);
  if (!record || !device) throw new AppError('device.unknown', 'the computer of this request is no more');
  const watched = sessions.watchedBy(session);
  return claimSeenBy(user, {
    sessionId: session.id,
    requestId: session.requestId,
    device: { id: device.id, name: device.name, publicKey: device.publicKey },
    ...(session.guest && { guest: session.guest }),
    requester: record.row.requester,
    iceServers: iceServers(session.id),
    chat: newestChat(chatOf(record.events), CHAT),
    ...(watched && { watches: { sessionId: watched.id, technician: watched.technician.name } }),
  });
}
