import { AppError, type Clock, type Crypto, type Logger, type RandomSource, toAppError } from '@alongside/base';
import { guestSocket } from '@alongside/protocol';
import { type Connection, contract, type Transport } from '@alongside/rpc';
import type { ProvenGuest } from '../desk/guest-desk.ts';
import type { HelpDesk } from '../desk/help-desk.ts';
import type { GuestPeer } from '../desk/peers.ts';
import { challenged } from './handshake.ts';

interface Dependencies {
  readonly desk: HelpDesk;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: RandomSource;
}

const guestContract = contract(guestSocket);

/** A page that a ticket's user opened by its link: proves link and key, then is the other end of that ticket's sessions. */
export function acceptGuest(transport: Transport, proven: () => void, dependencies: Dependencies): void {
  const { desk, crypto, logger } = dependencies;
  let peer: GuestPeer | undefined;
  const quietly = (done: Promise<unknown>) => {
    done.catch((error: unknown) => logger.error('a page of a link could not be followed', { error: toAppError(error).message }));
  };
  challenged({
    ...dependencies,
    transport,
    remote: 'agent',
    contract: guestContract,
    challenge: (connection, nonce) => connection.notify(guestSocket.guestChallenge, { nonce }),
    proof: guestSocket.guestProve,
    async prove(params, nonce) {
      const { requestId, token, publicKey, signature } = params;
      const signed = new TextEncoder().encode(guestSocket.guestProofText({ nonce, requestId, token }));
      if (!(await crypto.verify(publicKey, signature, signed))) {
        throw new AppError('auth.key-mismatch', 'the signature is not by the key of this page');
      }
      return desk.ofTickets(({ guests }) => guests.open(params));
    },
    ready(connection, who: ProvenGuest) {
      const own: GuestPeer = { ...who, connection, told: new Map(), standing: [], retired: false, outAfterwards: undefined };
      peer = own;
      proven();
      listen(connection, own, desk);
      connection.onClose(() => quietly(desk.ofTickets(async ({ guests }) => guests.left(own))));
    },
    accepted: () => {
      const own = peer;
      if (own) quietly(desk.ofTickets(({ guests }) => guests.arrived(own)));
    },
  });
}

function listen(connection: Connection, guest: GuestPeer, desk: HelpDesk): void {
  connection.handle(guestSocket.joinAnswer, ({ sessionId, accepted }) => desk.answerJoin(guest, sessionId, accepted).then(none));
  connection.handle(guestSocket.deviceChatSay, (said) => desk.ofTickets(({ guests }) => guests.say(guest, said)).then(none));
  connection.handle(guestSocket.guestBeat, none);
  connection.handle(guestSocket.guestLeave, () => desk.ofTickets(({ guests }) => guests.leave(guest)).then(none));
  connection.handle(guestSocket.reportSend, (params) => desk.report(guest, params).then(none));
  connection.handle(guestSocket.sessionEnded, (params) => desk.endedByDevice(guest, params).then(none));
  connection.handle(guestSocket.deviceIceServers, ({ sessionId }) => desk.iceServersForDevice(guest, sessionId));
  connection.on(guestSocket.sessionLives, ({ sessionId }) => desk.sessionLives(guest, sessionId));
  connection.on(guestSocket.deviceSignal, (params) => desk.signalFromDevice(guest, params));
}

const none = (): null => null;
