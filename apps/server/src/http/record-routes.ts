import { createHash } from 'node:crypto';
import { AppError, type Clock, type Crypto } from '@alongside/base';
import { http, MAX_KEPT_HEADS, MAX_KEPT_RECORD_BYTES } from '@alongside/protocol';
import type { RecordDesk } from '../desk/record-desk.ts';
import type { Attachments } from '../files/attachments.ts';
import type { Bytes } from '../files/blob-folder.ts';
import type { Stores } from '../storage/stores.ts';
import { checkDeviceSignature } from './device-signature.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

export interface RecordRoutes {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly attachments: Attachments;
  readonly ofTickets: <T>(action: (desk: { records: RecordDesk }) => Promise<T>) => Promise<T>;
}

const DONE = { ok: true } as const;
/** Of one address: a person keeps one now and then, and each is checked signature by signature. */
const KEPT = { callsAMinute: 12, forPrograms: true };

/** What was kept of sessions' ledgers, for those who hold records to it. */
export function registerRecordRoutes(dependencies: RecordRoutes): void {
  const { register, stores, organisationId, crypto, clock, attachments, ofTickets } = dependencies;

  /** Only what changes something takes its turn: looking through a long record takes its time. */
  const reader = () => ofTickets(async ({ records }) => records);
  const checkSigned = async (deviceId: string, signed: string, { at, signature }: { at: number; signature: string }) => {
    const device = await stores.devices.find(organisationId, deviceId);
    await checkDeviceSignature({ device, signed, signature, at, crypto, clock });
  };

  register(
    http.deviceKeepRecord,
    async ({ body, file }) => {
      const { deviceId, sessionId, sha256, at } = body;
      await checkSigned(deviceId, `alongside-record/1\n${deviceId}\n${sessionId}\n${sha256}\n${at}`, body);
      const session = await (await reader()).admit(deviceId, sessionId);
      const bytes = await wholeOf(file, MAX_KEPT_RECORD_BYTES);
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
        throw new AppError('request.invalid', 'sha256: these are other bytes');
      }
      const checked = await (await reader()).check(session, bytes.toString('utf8'));
      const received = await attachments.receive(organisationId, [bytes], { name: `session-${sessionId.slice(0, 8)}.json` });
      await ofTickets(({ records }) => records.keep(checked, received));
      return DONE;
    },
    KEPT,
  );
  register(
    http.deviceDropRecord,
    async ({ body }) => {
      const { deviceId, sessionId, at } = body;
      await checkSigned(deviceId, `alongside-record-back/1\n${deviceId}\n${sessionId}\n${at}`, body);
      await ofTickets(({ records }) => records.takeBack(deviceId, sessionId));
      return DONE;
    },
    KEPT,
  );
  register(http.sessionRecord, async (call) => {
    const { id = '', session = '' } = call.params;
    return (await reader()).read(signedIn(call).user, id, session);
  });

  register(http.sessionHeads, async ({ params }) => {
    const session = await stores.sessions.find(organisationId, params.id ?? '');
    const device = session && (await stores.devices.find(organisationId, session.deviceId));
    if (!session || !device) throw new AppError('session.not-found', 'there was no such session');
    const heads = (await stores.heads.of(organisationId, session.id)).slice(-MAX_KEPT_HEADS);
    return {
      device: { name: device.name, publicKey: device.publicKey },
      technician: { name: session.technicianName, publicKey: session.technicianPublicKey },
      heads: heads.map(({ seq, hash, agentJws, technicianJws, keptAt }) => ({
        seq,
        hash,
        agent: agentJws,
        technician: technicianJws,
        keptAt,
      })),
    };
  });
}

/** Throws `request.too-large`. */
async function wholeOf(file: Bytes, max: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of file) {
    bytes += part.byteLength;
    if (bytes > max) throw new AppError('request.too-large', 'the record is too large for a ticket');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
