import { AppError, type Clock, type Crypto, type Logger, type RandomSource } from '@alongside/base';
import { consoleSocket, permission, scopeOf } from '@alongside/protocol';
import { type AnyMessage, type Connection, contract, type Transport } from '@alongside/rpc';
import { standingsFrom } from '../accounts/group-standing.ts';
import type { SignIns } from '../accounts/sign-ins.ts';
import type { SocketTokens } from '../accounts/socket-tokens.ts';
import type { HelpDesk } from '../desk/help-desk.ts';
import type { ConsolePeer } from '../desk/peers.ts';
import type { Stores } from '../storage/stores.ts';
import { challenged } from './handshake.ts';

interface Dependencies {
  readonly desk: HelpDesk;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly socketTokens: SocketTokens;
  readonly signIns: SignIns;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: RandomSource;
}

const consoleContract = contract(consoleSocket);

type Who = Omit<ConsolePeer, 'connection' | 'address' | 'approved' | 'signedOut'>;

/** A technician's page: proves a sign-in by its one-time token and its own key by a signature, then speaks to the desk. */
export function acceptConsole(transport: Transport, address: string, proven: () => void, dependencies: Dependencies): void {
  const { desk, stores, organisationId, socketTokens, signIns, crypto, clock } = dependencies;
  let peer: ConsolePeer | undefined;
  let approved = false;
  challenged<{ token: string; keyId: string; signature: string }, Awaited<ReturnType<typeof welcome>>, Who>({
    ...dependencies,
    transport,
    remote: 'technician',
    contract: consoleContract,
    challenge: (connection, nonce) => connection.notify(consoleSocket.consoleChallenge, { nonce }),
    proof: consoleSocket.consoleAuthenticate,
    refuse: (message) => refusal(peer, message),
    async prove({ token, keyId, signature }, nonce) {
      const identity = socketTokens.take(token);
      if (!identity) throw new AppError('auth.token-used', 'this token was used or is older than 30 seconds');
      if (!(await signIns.isLive(organisationId, identity.httpSessionId))) throw new AppError('auth.required', 'sign in again');
      const key = await stores.keys.find(organisationId, keyId);
      const signed = new TextEncoder().encode(`alongside-console/1\n${nonce}\n${keyId}`);
      if (key?.userId !== identity.user.id || !(await crypto.verify(key.publicKey, signature, signed))) {
        throw new AppError('auth.key-mismatch', 'the signature is not by a key of this account');
      }
      if (key.removedAt !== null) throw new AppError('auth.key-removed', 'this key was removed');
      await stores.keys.used(organisationId, keyId, clock.now());
      const { id, name, role } = identity.user;
      // As of now: the token may be older than a change of the groups.
      const standing = await standingsFrom(stores.supportGroups, organisationId)(id, role);
      const who = {
        user: { id, name, role, ...standing },
        httpSessionId: identity.httpSessionId,
        keyId,
        publicKey: key.publicKey,
      };
      approved = key.approvedAt !== null;
      return { who, answer: await welcome(who) };
    },
    ready(connection, who) {
      const own: ConsolePeer = { ...who, connection, address, approved, signedOut: false };
      peer = own;
      proven();
      listen(connection, own, desk);
      const watch = signIns.watch(organisationId, who.httpSessionId, () => {
        own.signedOut = true;
        connection.close('signed out');
      });
      connection.onClose(() => {
        watch.dispose();
        desk.consoleLeft(own);
      });
    },
    accepted: () => {
      if (peer) desk.consoleArrived(peer);
    },
  });

  async function welcome(who: Who) {
    const organisation = await stores.organisations.read(organisationId);
    const { tier: _tier, outsideGroupIds: _outside, ...user } = who.user;
    return { user, organisation, serverTime: clock.now(), presence: desk.presenceOf(who.user.id) };
  }
}

/**
 * The one place that looks messages of a page up in the table; one that names no permission is for nobody. A page whose key
 * nobody vouched for may be there, and nothing more.
 */
function refusal(peer: ConsolePeer | undefined, message: AnyMessage): AppError | undefined {
  const needed = permission.safeParse(message.needs);
  if (peer && needed.success && scopeOf(peer.user, needed.data)) {
    if (peer.approved || needed.data === 'desk.connect') return undefined;
    return new AppError('auth.key-waiting', 'the key of this browser is not approved yet');
  }
  return new AppError('auth.role', `this account may not send ${message.method}`);
}

function listen(connection: Connection, peer: ConsolePeer, desk: HelpDesk): void {
  connection.handle(consoleSocket.presenceSet, ({ presence }) => {
    desk.setPresence(peer, presence);
    return null;
  });
  connection.handle(consoleSocket.consoleBeat, none);
  connection.handle(consoleSocket.ticketClaim, ({ ticketId }) => desk.claim(peer, ticketId));
  connection.handle(consoleSocket.standingStart, (which) => desk.startStanding(peer, which));
  connection.handle(consoleSocket.sessionWatch, ({ ticketId }) => desk.watch(peer, ticketId));
  connection.handle(consoleSocket.codeRedeem, ({ code }) => desk.redeemCode(peer, code));
  connection.handle(consoleSocket.ticketRelease, ({ ticketId }) => desk.release(peer, ticketId).then(none));
  connection.handle(consoleSocket.ticketDone, ({ ticketId, solution }) => desk.finish(peer, ticketId, solution).then(none));
  connection.handle(consoleSocket.ticketNote, ({ ticketId, text }) => desk.note(peer, ticketId, text).then(none));
  connection.handle(consoleSocket.consoleChatSay, (params) => desk.chatFromConsole(peer, params).then(none));
  connection.handle(consoleSocket.headKeep, (params) => desk.keepHead(peer, params).then(none));
  connection.handle(consoleSocket.sessionLeave, ({ sessionId }) => desk.leave(peer, sessionId).then(none));
  connection.handle(consoleSocket.consoleIceServers, ({ sessionId }) => desk.iceServersForConsole(peer, sessionId));
  connection.on(consoleSocket.consoleSignal, (params) => desk.signalFromConsole(peer, params));
}

const none = (): null => null;
