import { AppError, type Clock, type Crypto } from '@alongside/base';
import { type AttachmentAudience, http } from '@alongside/protocol';
import type { AttachmentDesk, Uploader } from '../desk/attachment-desk.ts';
import type { Attachments } from '../files/attachments.ts';
import type { Stores } from '../storage/stores.ts';
import { checkDeviceSignature } from './device-signature.ts';
import { type Call, type RegisterRoute, signedIn } from './register-route.ts';
import { sendFile } from './send-file.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly attachments: Attachments;
  readonly ofTickets: <T>(action: (desk: { files: AttachmentDesk }) => Promise<T>) => Promise<T>;
}

const DONE = { ok: true } as const;
/** Of one address. */
const UPLOADS = { callsAMinute: 60 };
const BY_LINK = { callsAMinute: 20 };
const READS_BY_LINK = { callsAMinute: 60 };

/** Files of tickets. The bytes are read outside of the desk's order: a slow sender holds up nobody. */
export function registerAttachmentRoutes(dependencies: Dependencies): void {
  const { register, stores, organisationId, crypto, clock, attachments, ofTickets } = dependencies;
  const idOf = ({ params }: Call<unknown>) => params.id ?? '';

  const take = async (
    by: (files: AttachmentDesk) => Promise<Uploader>,
    { file, body }: Call<{ name: string; sha256?: string }>,
    to: AttachmentAudience,
  ) => {
    const { actor, ticketId, maxBytes } = await ofTickets(({ files }) => by(files));
    const wanted = { name: body.name, maxBytes, ...(actor.kind === 'user' ? { from: ticketId } : {}) };
    const received = await attachments.receive(organisationId, file, wanted);
    if (body.sha256 !== undefined && received.sha256 !== body.sha256) {
      await attachments.drop(received);
      throw new AppError('request.invalid', 'sha256: these are other bytes');
    }
    return ofTickets(async ({ files }) => {
      // Whether they still may: a link can have been made anew while its file was coming.
      const uploader = await by(files).catch(async (error: unknown) => {
        await attachments.drop(received);
        throw error;
      });
      return files.attach(uploader, received, to);
    });
  };

  register(
    http.attachmentAdd,
    (call) => take((files) => files.helper(signedIn(call).user, idOf(call)), call, call.body.to),
    UPLOADS,
  );
  register(http.attachmentRead, async (call) => {
    const row = await ofTickets(({ files }) => files.readable(signedIn(call).user, idOf(call)));
    return sendFile(call.reply, attachments, row);
  });
  register(http.attachmentRemove, async (call) => {
    await ofTickets(({ files }) => files.detach(signedIn(call).user, idOf(call)));
    return DONE;
  });

  register(http.followAttach, (call) => take((files) => files.follower(call.body.token), call, 'user'), BY_LINK);
  register(
    http.followFile,
    async ({ body: { token, attachmentId }, reply }) => {
      const row = await ofTickets(({ files }) => files.followed(token, attachmentId));
      return sendFile(reply, attachments, row);
    },
    READS_BY_LINK,
  );
  register(
    http.followDetach,
    async ({ body: { token, attachmentId } }) => {
      await ofTickets(({ files }) => files.takeBack(token, attachmentId));
      return DONE;
    },
    BY_LINK,
  );

  register(
    http.deviceAttach,
    async (call) => {
      const { deviceId, requestId, sha256, at, signature } = call.body;
      const signed = `alongside-attach/1\n${deviceId}\n${requestId}\n${sha256}\n${at}`;
      const device = await stores.devices.find(organisationId, deviceId);
      await checkDeviceSignature({ device, signed, signature, at, crypto, clock });
      return take((files) => files.device(deviceId, requestId), call, 'user');
    },
    { ...BY_LINK, forPrograms: true },
  );
}
