import type { Signal } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withStartBitrate } from './browser/start-bitrate.ts';
import { fingerprintInSdp } from './fingerprint.ts';
import { MAX_CANDIDATES, SignalFilter } from './signal-filter.ts';

const FINGERPRINT = `D4:FE:C4:16${':AA'.repeat(28)}`;

/** As Chromium 156 writes them, codecs shortened. */
function describeSession(
  type: 'offer' | 'answer',
  changes: { video?: string[]; data?: string[]; session?: string[] } = {},
): string {
  const transport = [
    'c=IN IP4 0.0.0.0',
    'a=ice-ufrag:GRz4',
    'a=ice-pwd:f29aiMge7Eax/TQfgqBti15p',
    'a=ice-options:trickle',
    `a=fingerprint:sha-256 ${FINGERPRINT}`,
    `a=setup:${type === 'offer' ? 'actpass' : 'active'}`,
  ];
  const video = [
    'm=video 9 UDP/TLS/RTP/SAVPF 102 103 96',
    ...transport,
    'a=mid:0',
    `a=${type === 'offer' ? 'sendonly' : 'recvonly'}`,
    'a=rtcp-mux',
    'a=rtpmap:102 H264/90000',
    'a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f',
    'a=rtpmap:103 rtx/90000',
    'a=fmtp:103 apt=102',
    'a=rtpmap:96 VP8/90000',
  ];
  const data = [
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    ...transport,
    'a=mid:1',
    'a=sctp-port:5000',
    'a=max-message-size:262144',
    'a=candidate:2879845251 1 udp 2113937151 f90a24fe-9f5f-4411-ba24-6212ab3f7ec1.local 43839 typ host generation 0 network-cost 999',
  ];
  const session = ['v=0', 'o=- 2960936752770193716 2 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0 1'];
  const lines = [...(changes.session ?? session), ...(changes.video ?? video), ...(changes.data ?? data)];
  return `${lines.join('\r\n')}\r\n`;
}

const offer = (sdp = describeSession('offer')): Signal => ({ type: 'offer', sdp });
const answer = (sdp = describeSession('answer')): Signal => ({ type: 'answer', sdp });
const candidate = (line: string, more: { sdpMid?: string | null; sdpMLineIndex?: number | null } = {}): Signal => ({
  type: 'candidate',
  candidate: line,
  sdpMid: '0',
  sdpMLineIndex: 0,
  ...more,
});
const HOST = 'candidate:1510613869 1 udp 2122063615 192.0.2.2 39611 typ host generation 0 ufrag LjgK network-id 3';

describe('the signal filter', () => {
  it('passes what an honest other end sends, once', () => {
    const technician = new SignalFilter({ initiator: false });
    expect(technician.check(offer())).toEqual(offer());
    expect(technician.check(offer())).toBeUndefined();
    const agent = new SignalFilter({ initiator: true });
    expect(agent.check(answer())).toEqual(answer());
    const dataOnly = describeSession('offer', { video: [] });
    expect(new SignalFilter({ initiator: false }).check(offer(dataOnly))).toBeDefined();
    for (const line of [
      HOST,
      'candidate:3077952869 1 udp 2122265343 fd00::2 45424 typ host generation 0',
      'candidate:1 1 tcp 1518280447 192.0.2.2 9 typ host tcptype active generation 0',
      'candidate:842163049 1 udp 1677729535 203.0.113.9 46154 typ srflx raddr 10.0.0.17 rport 0 generation 0',
      'candidate:1 1 udp 41885439 203.0.113.7 49152 typ relay raddr 203.0.113.9 rport 46154',
    ]) {
      expect(agent.check(candidate(line))).toBeDefined();
    }
    expect(agent.dropped).toBe(0);
  });

  it('takes an offer only where one is expected', () => {
    expect(new SignalFilter({ initiator: true }).check(offer())).toBeUndefined();
    expect(new SignalFilter({ initiator: false }).check(answer())).toBeUndefined();
    expect(new SignalFilter({ initiator: false }).check({ type: 'rebuild' })).toBeUndefined();
    for (const raw of [
      { type: 'renegotiate', renegotiate: true },
      { type: 'transceiverRequest', transceiverRequest: { kind: 'video' } },
    ]) {
      expect(new SignalFilter({ initiator: true }).check(raw as unknown as Signal)).toBeUndefined();
    }
  });

  const good = describeSession('offer');
  const replaced = (from: string | RegExp, to: string) => good.replace(from, to);
  it.each<[string, string]>([
    ['no session', ''],
    ['another version', replaced('v=0', 'v=1')],
    ['too large', `${good}a=x:${'y'.repeat(24_000)}\r\n`],
    ['a line that is too long', `${good}a=x:${'y'.repeat(1_001)}\r\n`],
    ['an empty line within', replaced('t=0 0', 't=0 0\r\n')],
    ['a lone carriage return', replaced('s=-', 's=-\ra=sendrecv')],
    ['control characters', replaced('s=-', 's=\u0000')],
    ['other letters', replaced('s=-', 's=ü')],
    ['a sound section', replaced('m=video', 'm=audio')],
    ['a second picture', replaced(/m=application.*$/su, good.slice(good.indexOf('m=video'), good.indexOf('m=application')))],
    ['no data section', good.slice(0, good.indexOf('m=application'))],
    ['two data sections', good.slice(0, good.indexOf('m=video')) + good.slice(good.indexOf('m=application')).repeat(2)],
    ['another data protocol', replaced('webrtc-datachannel', '5000')],
    ['a picture without encryption', replaced('UDP/TLS/RTP/SAVPF', 'RTP/AVPF')],
    ['a picture of ours to be sent', replaced('a=sendonly', 'a=sendrecv')],
    ['a picture that we should send', replaced('a=sendonly', 'a=recvonly')],
    ['two directions', replaced('a=sendonly', 'a=sendonly\r\na=sendrecv')],
    ['no fingerprint', good.replaceAll(/a=fingerprint[^\r]*\r\n/gu, '')],
    ['another certificate for the data', replaced(/(m=application.*sha-256 )D4/su, '$1D5')],
    ['a weak hash', good.replaceAll('sha-256', 'sha-1')],
    ['a weak hash beside', replaced('a=setup', 'a=fingerprint:sha-1 AA:BB\r\na=setup')],
    ['keys in the description', replaced('a=setup', 'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\na=setup')],
    ['another role in DTLS', good.replaceAll('actpass', 'active')],
    ['a candidate with a host name', replaced(/\S+\.local/u, 'internal.example')],
  ])('drops an offer with %s', (_name, sdp) => {
    expect(sdp).not.toBe(good);
    expect(new SignalFilter({ initiator: false }).check(offer(sdp))).toBeUndefined();
  });

  it.each([
    '',
    'candidate:',
    'candidate:1 1 udp 1 internal.example 80 typ host',
    'candidate:1 1 udp 1 localhost 80 typ host',
    'candidate:1 3 udp 1 192.0.2.2 80 typ host',
    'candidate:1 1 sctp 1 192.0.2.2 80 typ host',
    'candidate:1 1 udp 1 192.0.2.2 80 typ other',
    `${HOST}\r\na=sendrecv`,
    `${HOST} ${'x '.repeat(300)}`,
    `a=${HOST}`,
  ])('drops the candidate %j', (line) => {
    expect(new SignalFilter({ initiator: true }).check(candidate(line))).toBeUndefined();
  });

  it('drops candidates of no section, and more than enough of them', () => {
    const filter = new SignalFilter({ initiator: true });
    expect(filter.check(candidate(HOST, { sdpMid: null, sdpMLineIndex: null }))).toBeUndefined();
    expect(filter.check(candidate(HOST, { sdpMLineIndex: 2 }))).toBeUndefined();
    expect(filter.check(candidate(HOST, { sdpMid: '0 1' }))).toBeUndefined();
    let passed = 0;
    for (let n = 0; n < MAX_CANDIDATES * 2; n += 1) passed += filter.check(candidate(HOST)) ? 1 : 0;
    expect(passed).toBe(MAX_CANDIDATES - 3);
  });

  it('never throws, and never passes what was altered in one place into something unexpected', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string({ unit: 'binary', maxLength: 40 }), (at, text) => {
        const sdp = good.slice(0, at % good.length) + text + good.slice(at % good.length);
        const passed = new SignalFilter({ initiator: false }).check(offer(sdp));
        if (passed) {
          expect(sdp.match(/^m=/gmu)?.length).toBe(2);
          expect(fingerprintInSdp(sdp)).toBe(FINGERPRINT);
        }
        new SignalFilter({ initiator: true }).check(candidate(text));
      }),
    );
  });
});

describe('the start bitrate', () => {
  it('is told for each codec of the picture, and for nothing else', () => {
    const hinted = withStartBitrate(describeSession('answer'), { startKbit: 4000, maxKbit: 8000 });
    const hint = 'x-google-start-bitrate=4000;x-google-max-bitrate=8000';
    expect(hinted).toContain(`profile-level-id=42001f;${hint}\r\n`);
    expect(hinted).toContain('a=fmtp:103 apt=102\r\n');
    expect(hinted).toContain(`a=rtpmap:96 VP8/90000\r\na=fmtp:96 ${hint}\r\n`);
    expect(hinted.split(hint).length - 1).toBe(2);
    expect(fingerprintInSdp(hinted)).toBe(FINGERPRINT);
  });
});
