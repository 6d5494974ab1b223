import { type Clock, type Crypto, type RandomSource, randomId } from '@alongside/base';
import { http } from '@alongside/protocol';
import type { Links } from '../accounts/links.ts';
import type { IceServersFor } from '../ice/ice-servers-for.ts';
import type { Stores } from '../storage/stores.ts';
import { checkDeviceSignature } from './device-signature.ts';
import type { RegisterRoute } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly links: Links;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly iceServers: IceServersFor;
}

/** What `alongside doctor` asks, beside a running agent whose own socket it must not take over. */
export function registerIceRoutes(dependencies: Dependencies): void {
  const { register, stores, organisationId, links, crypto, clock, random, iceServers } = dependencies;
  register(
    http.iceCheck,
    async ({ body }) => {
      if (body.by === 'enrollment') await links.read(organisationId, body.token, ['enrollment']);
      else await checkDevice(body);
      return { iceServers: iceServers(`check-${randomId(random)}`) };
    },
    { callsAMinute: 30, forPrograms: true },
  );

  async function checkDevice({ deviceId, at, signature }: { deviceId: string; at: number; signature: string }): Promise<void> {
    const device = await stores.devices.find(organisationId, deviceId);
    const signed = `alongside-doctor/1\n${deviceId}\n${at}`;
    await checkDeviceSignature({ device, signed, signature, at, crypto, clock });
  }
}
