import { createHmac } from 'node:crypto';
import type { Clock } from '@alongside/base';
import type { IceServer } from '@alongside/protocol';
import type { IceConfiguration } from './ice-configuration.ts';

/** How long a relay takes a new connection by one credential. What is connected by then stays. */
export const TURN_CREDENTIAL_MS = 10 * 60_000;

/** ICE servers for one purpose, usually a session: `purpose` is its random id and stands in the relay's log. */
export type IceServersFor = (purpose: string) => IceServer[];

/**
 * Makes the credentials that coturn's `use-auth-secret` expects (draft-uberti-behave-turn-rest-00, section 2.2): the
 * username is `EXPIRY:PURPOSE` in seconds since 1970, the password the base64 HMAC-SHA1 of it under the shared secret.
 */
export function iceServersFor({ servers, turn }: IceConfiguration, clock: Clock): IceServersFor {
  return (purpose) => {
    const all = servers.map((server): IceServer => ({ ...server }));
    if (!turn) return all;
    const username = `${Math.floor((clock.now() + TURN_CREDENTIAL_MS) / 1000)}:${purpose}`;
    const credential = createHmac('sha1', turn.secret).update(username).digest('base64');
    return [...all, { urls: [...turn.urls], username, credential }];
  };
}
