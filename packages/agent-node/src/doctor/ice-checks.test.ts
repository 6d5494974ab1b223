import { describe, expect, it } from 'vitest';
import type { Candidate, IceErrorEvent, Wrtc } from '../load-wrtc.ts';
import { checkServers } from './ice-checks.ts';

const host = (address: string) => `candidate:1 1 udp 2122265343 ${address} 52296 typ host generation 0`;
const outside = 'candidate:2 1 udp 1686052607 198.51.100.7 52296 typ srflx raddr 192.0.2.2 rport 52296';
const error = (address: string, errorCode: number, errorText: string) => ({ url: '', address, errorCode, errorText });
const OTHER_FAMILY = error('[fd00:0:0:x:x:x:x:x]', 701, 'STUN server address is incompatible.');
const TIMED_OUT = error('192.0.2.x', 701, 'STUN binding request timed out.');

/** Gathers what libwebrtc told for each of these; `ends`: it also said that there is no more. */
function gathering(told: { candidates: readonly string[]; errors?: readonly IceErrorEvent[]; ends?: boolean }): Wrtc {
  class Recorded {
    onicecandidate: ((event: { candidate: Candidate | null }) => void) | null = null;
    onicecandidateerror: ((event: IceErrorEvent) => void) | null = null;
    createDataChannel = () => undefined;
    createOffer = async () => ({ type: 'offer', sdp: '' });
    close = () => undefined;
    setLocalDescription = async () => {
      for (const candidate of told.candidates) this.onicecandidate?.({ candidate: { candidate, sdpMid: '0', sdpMLineIndex: 0 } });
      for (const each of told.errors ?? []) this.onicecandidateerror?.(each);
      if (told.ends ?? true) this.onicecandidate?.({ candidate: null });
    };
  }
  return { RTCPeerConnection: Recorded } as unknown as Wrtc;
}

describe('a STUN server', () => {
  it.each([
    ['seen', 'it tells another address', { candidates: [host('192.0.2.2'), outside] }],
    ['same', 'it tells the own address, which is not told again', { candidates: [host('192.0.2.2')] }],
    ['same', 'only the own IPv6 cannot ask it', { candidates: [host('fd00::2'), host('192.0.2.2')], errors: [OTHER_FAMILY] }],
    ['silent', 'no own address can ask it', { candidates: [host('fd00::2'), host('127.0.0.1')], errors: [OTHER_FAMILY] }],
    ['silent', 'it does not answer', { candidates: [host('192.0.2.2')], errors: [OTHER_FAMILY, TIMED_OUT] }],
    ['silent', 'the time is over before it answers', { candidates: [host('192.0.2.2')], ends: false }],
  ])('is %s where %s', async (code, _, told) => {
    const [found] = await checkServers(gathering(told), [{ urls: 'stun:192.0.2.9:3478' }], 5);
    expect(found).toMatchObject({ part: 'stun', code });
  });
});
