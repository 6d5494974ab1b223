import { AppError } from '@alongside/base';
import { http } from '@alongside/protocol';
import type { CrashDesk } from '../desk/crash-desk.ts';
import type { Attachments } from '../files/attachments.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly organisationId: string;
  readonly attachments: Attachments;
  readonly ofTickets: <T>(action: (desk: { crashes: CrashDesk }) => Promise<T>) => Promise<T>;
}

/** Of one address: nobody has many. */
const UPLOADS = { callsAMinute: 20, forPrograms: true };

/** Crash files, the bytes of which are read outside of the desk's order. */
export function registerCrashFileRoutes({ register, organisationId, attachments, ofTickets }: Dependencies): void {
  register(http.crashAsk, async (call) => ({
    askId: await ofTickets(({ crashes }) => crashes.ask(signedIn(call).user, call.params.id ?? '', call.body.program)),
  }));
  register(
    http.deviceCrashFile,
    async ({ body, file }) => {
      const upload = await ofTickets(({ crashes }) => crashes.mayCome(body.deviceId, body.receipt));
      const { name, sha256, bytes } = upload.receipt;
      const received = await attachments.receive(organisationId, file, {
        name,
        maxBytes: bytes,
        crash: true,
        from: upload.uploader.ticketId,
      });
      if (received.sha256 !== sha256 || received.bytes !== bytes) {
        await attachments.drop(received);
        throw new AppError('request.invalid', 'sha256: these are other bytes than its user agreed to');
      }
      return ofTickets(({ crashes }) => crashes.attach(upload, received));
    },
    UPLOADS,
  );
}
