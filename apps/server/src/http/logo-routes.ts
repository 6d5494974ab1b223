import { http } from '@alongside/protocol';
import type { Attachments } from '../files/attachments.ts';
import type { Logos } from '../files/logos.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';
import { sendFile } from './send-file.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly logos: Logos;
  readonly attachments: Attachments;
  readonly organisationChanged: () => void;
}

/** The organisation's logo: admins put it there, everybody sees it. */
export function registerLogoRoutes({ register, logos, attachments, organisationChanged }: Dependencies): void {
  register(
    http.logoAdd,
    async (call) => {
      const facts = await logos.set(call.file, call.body.name, signedIn(call).user);
      organisationChanged();
      return facts;
    },
    { callsAMinute: 20 },
  );
  register(http.logoRemove, async () => {
    await logos.remove();
    organisationChanged();
    return { ok: true } as const;
  });
  register(
    http.logo,
    async (call) => {
      const row = await logos.row();
      // Addresses carry the hash, and no address is another picture's for long.
      call.reply.header('cache-control', 'public, max-age=300');
      return sendFile(call.reply, attachments, row);
    },
    { callsAMinute: 240 },
  );
}
