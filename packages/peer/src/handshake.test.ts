import { AppError } from '@alongside/base';
import { promptCrypto, promptSigningKey, seededRandom, settle } from '@alongside/testkit';
import { describe, expect, it } from 'vitest';
import { Handshake, type HandshakeOptions } from './handshake.ts';

const crypto = promptCrypto();
const agentKey = promptSigningKey('agent');
const technicianKey = promptSigningKey('technician');
const AGENT_CERTIFICATE = `AA${':AA'.repeat(31)}`;
const TECHNICIAN_CERTIFICATE = `BB${':BB'.repeat(31)}`;

interface End {
  readonly handshake: Handshake;
  readonly sent: string[];
}

function agentEnd(changes: Partial<HandshakeOptions> = {}): End {
  const sent: string[] = [];
  const handshake = new Handshake({
    role: 'agent',
    sessionId: 'session-1',
    requestId: 'request-1',
    epoch: 3,
    identity: agentKey,
    peerKey: technicianKey.publicKey,
    fingerprints: { local: AGENT_CERTIFICATE, remote: TECHNICIAN_CERTIFICATE },
    crypto,
    random: seededRandom(1),
    send: (frame) => sent.push(frame),
    ...changes,
  });
  handshake.start();
  return { handshake, sent };
}

function technicianEnd(changes: Partial<HandshakeOptions> = {}): End {
  return agentEnd({
    role: 'technician',
    identity: technicianKey,
    peerKey: agentKey.publicKey,
    fingerprints: { local: TECHNICIAN_CERTIFICATE, remote: AGENT_CERTIFICATE },
    random: seededRandom(2),
    ...changes,
  });
}

/** Gives one end what the other sent, and says how it ended. */
async function prove(own: End, other: End): Promise<boolean | string> {
  let outcome: boolean | string = false;
  for (let n = 0; n < 2; n += 1) {
    await settle();
    const frame = other.sent[n];
    if (frame === undefined) return 'nothing came';
    try {
      outcome = await own.handshake.handleFrame(frame);
    } catch (error) {
      return error instanceof AppError ? error.code : String(error);
    }
  }
  return outcome;
}

async function both(agent: End, technician: End) {
  return Promise.all([prove(agent, technician), prove(technician, agent)]);
}

/** A hello with other facts, signed by nobody. */
function helloOf(end: End, changes: Record<string, unknown>): string {
  return `h${JSON.stringify({ ...JSON.parse(end.sent[0]?.slice(1) ?? '{}'), ...changes })}`;
}

describe('the proof', () => {
  it('proves both ends to each other', async () => {
    const [agent, technician] = [agentEnd(), technicianEnd()];
    expect(await both(agent, technician)).toEqual([true, true]);
    expect(agent.sent.map((frame) => frame[0])).toEqual(['h', 'p']);
  });

  it.each<[string, Partial<HandshakeOptions>, string]>([
    ['another certificate', { fingerprints: { local: `CC${':CC'.repeat(31)}`, remote: AGENT_CERTIFICATE } }, 'link.transcript'],
    ['another key', { identity: promptSigningKey('mallory') }, 'link.transcript'],
    ['another session', { sessionId: 'session-2' }, 'link.transcript'],
    ['another request', { requestId: 'request-2' }, 'link.transcript'],
    ['another epoch', { epoch: 2 }, 'link.transcript'],
    ['our own role', { role: 'agent' }, 'link.transcript'],
    [
      'the right name and another signature',
      { identity: { ...promptSigningKey('mallory'), publicKey: technicianKey.publicKey } },
      'link.transcript',
    ],
  ])('does not take %s', async (_name, changes, code) => {
    const [seen] = await both(agentEnd(), technicianEnd(changes));
    expect(seen).toBe(code);
  });

  it('does not take its own words back', async () => {
    const agent = agentEnd({ peerKey: agentKey.publicKey });
    expect(await prove(agent, agent)).toBe('link.transcript');
    const reflected = { ...agent, sent: [helloOf(agent, { role: 'technician' })] };
    expect(await prove(agentEnd({ peerKey: agentKey.publicKey }), reflected)).toBe('link.transcript');
  });

  it('does not take a proof of an earlier connection', async () => {
    const [agent, technician] = [agentEnd(), technicianEnd()];
    await both(agent, technician);
    // The same frames again, to an agent with a fresh nonce.
    expect(await prove(agentEnd({ random: seededRandom(9) }), technician)).toBe('link.transcript');
  });

  it('names another major version, and goes on with a newer minor', async () => {
    const technician = technicianEnd();
    const newer = { ...technician, sent: [helloOf(technician, { version: { major: 2, minor: 0 }, unknown: true })] };
    expect(await prove(agentEnd(), newer)).toBe('link.version');
    const agent = agentEnd();
    expect(await agent.handshake.handleFrame(helloOf(technician, { version: { major: 1, minor: 7 }, also: 'this' }))).toBe(false);
  });

  it.each(['', 'h', 'h{', 'hnull', 'h[]', 'p', 'd1 0 x', `h{"version":{"major":1,"minor":0},"nonce":"${'x'.repeat(5_000)}"}`])(
    'does not take %j for a hello, and then says nothing more',
    async (frame) => {
      const agent = agentEnd();
      await expect(agent.handshake.handleFrame(frame)).rejects.toMatchObject({ code: 'link.transcript' });
      expect(agent.sent.length).toBe(1);
    },
  );

  it('takes nothing in the place of the proof', async () => {
    const technician = technicianEnd();
    for (const frame of ['d1 0 {}', 'r0', 'b1 0 -1 0', technician.sent[0] ?? '', 'p', `p${'A'.repeat(86)}`]) {
      const agent = agentEnd();
      await agent.handshake.handleFrame(technician.sent[0] ?? '');
      await expect(agent.handshake.handleFrame(frame)).rejects.toMatchObject({ code: 'link.transcript' });
    }
  });

  it('does not begin where the certificates are not known', () => {
    expect(() => agentEnd({ fingerprints: { local: AGENT_CERTIFICATE, remote: '' } })).toThrow('certificates');
  });
});
