import type { Clock, Crypto, Disposable, Logger, RandomSource, SigningKey } from '@alongside/base';
import { Link, type PathStats } from '@alongside/peer';
import { simplePeerLinkFactory } from '@alongside/peer/browser';
import { consoleSocket } from '@alongside/protocol';
import { TechnicianSession } from '@alongside/technician-core';
import type { DeskClient } from '../desk/desk-client.ts';
import type { Observed } from '../shared/use-observable.ts';
import type { Claim } from './claim.ts';

/** A joined session with what of it lives in this page: the picture and the way it takes. */
export interface LiveSession extends Disposable {
  readonly session: TechnicianSession;
  /** The other side's stream, there before there is a picture in it; another one after each rebuild. */
  readonly video: Observed<MediaStream | undefined>;
  path(): Promise<PathStats | undefined>;
}

export interface LiveSessionParts {
  readonly client: DeskClient;
  readonly identity: SigningKey;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

/** Begins to connect: called when the user has let one join. */
export function openLiveSession(claim: Claim, parts: LiveSessionParts): LiveSession {
  const { client, identity, crypto, clock, random, logger } = parts;
  const factory = simplePeerLinkFactory({ clock });
  const link = new Link({
    role: 'technician',
    sessionId: claim.sessionId,
    requestId: claim.requestId,
    identity,
    peerKey: claim.device.publicKey,
    factory,
    iceServers: claim.iceServers,
    signaling: { send: (signal) => client.notify(consoleSocket.consoleSignal, signal), onSignal: client.onSignal },
    clock,
    random,
    logger,
    crypto,
  });
  const session = new TechnicianSession({
    sessionId: claim.sessionId,
    link,
    server: client,
    agentKey: claim.device.publicKey,
    identity,
    crypto,
    clock,
    random,
    logger,
  });
  // What waited for the server goes on when it is back.
  const back = client.state.onChange(({ state }) => {
    if (state === 'online') session.hurry();
  });
  const ended = client.onDevice(({ sessionId, state, reason = 'link-lost' }) => {
    if (sessionId === claim.sessionId && state === 'ended') session.handleEndedAtUser(reason);
  });
  return {
    session,
    video: {
      get value() {
        return factory.video;
      },
      onChange: (listener) => factory.onVideo(listener),
    },
    path: () => factory.pathStats(),
    dispose() {
      back.dispose();
      ended.dispose();
      session.dispose();
      factory.dispose();
    },
  };
}
