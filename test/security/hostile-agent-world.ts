import { type Logger, silentLogger } from '@alongside/base';
import { Link } from '@alongside/peer';
import { TechnicianSession } from '@alongside/technician-core';
import {
  FakeClock,
  linkedSignaling,
  MemoryPeerNetwork,
  promptCrypto,
  promptSigningKey,
  seededRandom,
  settle,
} from '@alongside/testkit';
import { expect } from 'vitest';

export const SESSION_ID = 'session-000001';
export const crypto = promptCrypto();
export const agentKey = promptSigningKey('agent');
const technicianKey = promptSigningKey('technician');

/** A technician's side in a live link, and the raw other end of it. */
export async function live() {
  const clock = new FakeClock();
  const network = new MemoryPeerNetwork(clock);
  const signaling = linkedSignaling();
  const faults: string[] = [];
  const logger: Logger = { ...silentLogger, error: (message) => void faults.push(message) };
  const common = { sessionId: SESSION_ID, requestId: 'request-0001', iceServers: [], clock, logger, crypto };
  const kept: unknown[] = [];
  const technician = new TechnicianSession({
    sessionId: SESSION_ID,
    link: new Link({
      ...common,
      role: 'technician',
      random: seededRandom(1),
      identity: technicianKey,
      peerKey: agentKey.publicKey,
      factory: network.technician,
      signaling: signaling.technician,
    }),
    server: { call: (_message, params) => Promise.resolve(void kept.push(params) as never) },
    agentKey: agentKey.publicKey,
    identity: technicianKey,
    crypto,
    clock,
    random: seededRandom(2),
    logger,
  });
  const link = new Link({
    ...common,
    role: 'agent',
    random: seededRandom(3),
    identity: agentKey,
    peerKey: technicianKey.publicKey,
    factory: network.agent,
    signaling: signaling.agent,
  });
  const heard: { m: string }[] = [];
  link.transport.onFrame((frame) => void heard.push(JSON.parse(frame) as { m: string }));
  await clock.advance(0);
  expect(technician.state.value.state).toBe('live');
  const send = async (...frames: readonly string[]) => {
    for (const frame of frames) {
      // Larger ones leave no honest end and break the link of another (packages/peer).
      if (frame.length < 200_000) link.transport.send(frame);
    }
    await settle();
    await clock.advance(50);
  };
  return { clock, technician, heard, kept, faults, send };
}
