import { signingKeyOf } from '@alongside/crypto';
import { http } from '@alongside/protocol';
import type { Api } from '../api/api.ts';
import type { RegisteredKey } from '../desk/desk-client.ts';
import type { KeyStore } from './key-store.ts';

/** Takes (or makes) this browser's key for the account and registers it; the same key gives the same id. */
export async function registerKey(api: Api, keys: KeyStore, userId: string): Promise<RegisteredKey> {
  const key = await signingKeyOf(await keys.keyPair(userId));
  const proof = await key.sign(new TextEncoder().encode(`alongside-key/1\n${userId}`));
  const { keyId } = await api.callRoute(http.keyRegister, {
    body: { publicKey: key.publicKey, label: browserLabel(navigator.userAgent), proof },
  });
  return { keyId, key };
}

/** `Chrome on Linux`: enough to tell one's own browsers apart in a list. */
export function browserLabel(userAgent: string): string {
  const browser = [
    ['Edg/', 'Edge'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ].find(([mark]) => userAgent.includes(mark ?? ''))?.[1];
  const system = [
    ['Windows', 'Windows'],
    ['Mac OS', 'macOS'],
    ['Android', 'Android'],
    ['Linux', 'Linux'],
  ].find(([mark]) => userAgent.includes(mark ?? ''))?.[1];
  return [browser ?? 'Browser', system].filter(Boolean).join(' on ');
}
