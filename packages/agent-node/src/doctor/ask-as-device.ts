import type { SigningKey } from '@alongside/base';
import type { IceServer } from '@alongside/protocol';
import type { ServerPlace } from '../host/server-connection.ts';
import { askIceServers, checkConnection } from './server-checks.ts';

/** What a server says to a device's key. Undefined: it was not reached, or said something else. */
export interface DeviceAccess {
  readonly key: 'taken' | 'refused' | undefined;
  readonly iceServers: readonly IceServer[] | undefined;
}

/** Of `iceCheck`: the key is another device's, or this device was taken off the list. */
const REFUSALS: readonly unknown[] = ['auth.key-mismatch', 'device.not-enrolled'];

/** Asks as `alongside doctor` does, by the server's own clock: a wrong one here says nothing about the key. Never rejects. */
export async function askAsDevice(
  place: ServerPlace,
  device: { readonly deviceId: string; readonly key: SigningKey },
  environment: NodeJS.ProcessEnv,
): Promise<DeviceAccess> {
  const { serverNow } = await checkConnection(place, environment, false);
  if (serverNow === undefined) return { key: undefined, iceServers: undefined };
  const { found, iceServers } = await askIceServers(place, { kind: 'device', ...device }, { environment, serverNow });
  const refused = found.code === 'refused' && REFUSALS.includes(found.facts.code);
  return { key: iceServers ? 'taken' : refused ? 'refused' : undefined, iceServers };
}
