import { AppError, type Clock, type Crypto, type Logger, type RandomSource } from '@alongside/base';
import { deviceSocket, MAX_DIAGNOSIS_FRAME_BYTES } from '@alongside/protocol';
import { type Connection, contract, type Transport } from '@alongside/rpc';
import type { HelpDesk } from '../desk/help-desk.ts';
import type { DevicePeer } from '../desk/peers.ts';
import type { Logos } from '../files/logos.ts';
import type { KnowledgeBase } from '../kb/knowledge-base.ts';
import { OfflineArticles } from '../kb/offline-articles.ts';
import type { Stores } from '../storage/stores.ts';
import type { DeviceRow } from '../storage/tables.ts';
import { challenged } from './handshake.ts';

interface Dependencies {
  readonly desk: HelpDesk;
  readonly kb: KnowledgeBase;
  readonly logos: Logos;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: RandomSource;
}

const deviceContract = contract(deviceSocket);

/** An agent's socket: proves the device key, then speaks to the desk. */
export function acceptDevice(transport: Transport, proven: () => void, dependencies: Dependencies): void {
  const { desk, kb, stores, organisationId, crypto, clock } = dependencies;
  let peer: DevicePeer | undefined;
  challenged({
    ...dependencies,
    transport,
    remote: 'agent',
    contract: deviceContract,
    maxFrameBytes: MAX_DIAGNOSIS_FRAME_BYTES,
    challenge: (connection, nonce) => connection.notify(deviceSocket.deviceChallenge, { nonce }),
    refuse: () => (peer?.retired ? notEnrolled() : undefined),
    proof: deviceSocket.deviceProve,
    async prove({ deviceId, signature }, nonce) {
      const device = await stores.devices.find(organisationId, deviceId);
      if (!device || device.retiredAt !== null) throw notEnrolled();
      const signed = new TextEncoder().encode(`alongside-device/1\n${nonce}\n${deviceId}`);
      if (!(await crypto.verify(device.publicKey, signature, signed))) {
        throw new AppError('auth.key-mismatch', 'the signature is not by the key of this device');
      }
      await stores.devices.seen(organisationId, deviceId, clock.now());
      const organisation = await stores.organisations.read(organisationId);
      return {
        who: device,
        answer: { organisation, serverTime: clock.now(), techniciansAvailable: desk.here.techniciansAvailable },
      };
    },
    ready(connection, device) {
      const own = peerOf(connection, device);
      peer = own;
      proven();
      connection.handle(deviceSocket.logoFetch, () => dependencies.logos.bytes());
      listen(connection, own, desk, kb);
      const offline = new OfflineArticles({ kb, crypto });
      connection.handle(deviceSocket.offlineList, ({ known }) => offline.list(known));
      connection.handle(deviceSocket.offlineRead, ({ ids }) => offline.read(ids));
      connection.onClose(() => desk.deviceLeft(own));
    },
    accepted: () => {
      if (peer) desk.deviceArrived(peer);
    },
  });
}

function peerOf(connection: Connection, device: DeviceRow): DevicePeer {
  return {
    connection,
    id: device.id,
    name: device.name,
    publicKey: device.publicKey,
    lastSeenAt: device.lastSeenAt,
    told: new Map(),
    standing: [],
    retired: false,
  };
}

function listen(connection: Connection, device: DevicePeer, desk: HelpDesk, kb: KnowledgeBase): void {
  connection.handle(deviceSocket.articleHelped, ({ article }) => kb.helped(article).then(none));
  connection.handle(deviceSocket.requestCreate, (params) => desk.createRequest(device, params));
  connection.handle(deviceSocket.invitationRead, ({ token }) => desk.readInvitation(token));
  connection.on(deviceSocket.standingAnnounced, ({ permissions }) => {
    device.standing = permissions;
  });
  connection.handle(deviceSocket.codeCreate, (params) => desk.createCode(device, params).then(none));
  connection.handle(deviceSocket.codeCancel, ({ requestId }) => {
    desk.cancelCode(device, requestId);
    return null;
  });
  connection.handle(deviceSocket.reportSend, (params) => desk.report(device, params).then(none));
  connection.handle(deviceSocket.diagnosisSend, (params) => desk.keepDiagnosis(device, params).then(none));
  connection.handle(deviceSocket.diagnosisDelete, ({ reportId }) => desk.removeDiagnosis(device, reportId).then(none));
  connection.handle(deviceSocket.scanAnswer, (params) => desk.answerScan(device, params).then(none));
  listenToOwnRequests(connection, device, desk, kb);
  connection.handle(deviceSocket.requestCancel, ({ requestId }) => desk.cancelRequest(device, requestId).then(none));
  connection.handle(deviceSocket.requestCallBack, (params) => desk.askForCallBack(device, params).then(none));
  connection.handle(deviceSocket.deviceRetire, async () => {
    // From the first moment: what the same socket sends meanwhile would be worked on after the device is gone.
    device.retired = true;
    try {
      await desk.retireDevice(device);
    } catch (error) {
      device.retired = false;
      throw error;
    }
    // After the answer has left.
    setImmediate(() => connection.close('this device was retired'));
    return null;
  });
  connection.handle(deviceSocket.joinAnswer, ({ sessionId, accepted }) =>
    desk.answerJoin(device, sessionId, accepted).then(none),
  );
  connection.handle(deviceSocket.deviceChatSay, (params) => desk.chatFromDevice(device, params).then(none));
  connection.handle(deviceSocket.sessionEnded, (params) => desk.endedByDevice(device, params).then(none));
  connection.handle(deviceSocket.deviceIceServers, ({ sessionId }) => desk.iceServersForDevice(device, sessionId));
  connection.on(deviceSocket.sessionLives, ({ sessionId }) => desk.sessionLives(device, sessionId));
  connection.on(deviceSocket.deviceSignal, (params) => desk.signalFromDevice(device, params));
}

function listenToOwnRequests(connection: Connection, device: DevicePeer, desk: HelpDesk, kb: KnowledgeBase): void {
  connection.handle(deviceSocket.ownSheet, async ({ requestId, article }) => {
    const language = await desk.ofTickets(({ own }) => own.mustHaveSheet(device, requestId, article));
    return kb.sheet(article, language);
  });
  connection.handle(deviceSocket.ownList, () => desk.ofTickets(({ own }) => own.list(device)));
  connection.handle(deviceSocket.ownPackage, ({ requestId }) => desk.ofTickets(({ own }) => own.shared(device, requestId)));
  connection.handle(deviceSocket.ownRead, ({ requestId }) => desk.ofTickets(({ own }) => own.read(device, requestId)));
  connection.handle(deviceSocket.ownSay, ({ requestId, ...words }) =>
    desk.ofTickets(({ own }) => own.say(device, requestId, words)).then(none),
  );
  connection.handle(deviceSocket.ownDetach, ({ requestId, attachmentId }) =>
    desk.ofTickets(({ files }) => files.takeBackAt(device.id, requestId, attachmentId)).then(none),
  );
  connection.handle(deviceSocket.ownVerdict, ({ requestId, verdict }) =>
    desk.ofTickets(({ own }) => own.verdict(device, requestId, verdict)).then(none),
  );
}

function notEnrolled(): AppError {
  return new AppError('device.not-enrolled', 'this computer is not enrolled here');
}

const none = (): null => null;
