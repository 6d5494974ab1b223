import { AppError } from '@alongside/base';
import { http, MAX_KEPT_HEADS } from '@alongside/protocol';
import type { Stores } from '../storage/stores.ts';
import type { RegisterRoute } from './register-route.ts';

export interface RecordRoutes {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
}

/** What was kept of sessions' ledgers, for those who hold records to it. */
export function registerRecordRoutes({ register, stores, organisationId }: RecordRoutes): void {
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
