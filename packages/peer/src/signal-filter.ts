import type { Signal } from '@alongside/protocol';

/**
 * Checks every signal of the other side before WebRTC sees it. A signal comes through the server, which is not trusted,
 * and simple-peer obeys whatever comes: it adds transceivers on `transceiverRequest`, negotiates again on
 * `renegotiate`, and destroys itself over one that is malformed (link.md a). So only what an honest other end sends in
 * this place passes: one description of the expected kind with one data section and at most one video section in the
 * expected direction, and candidates that cannot be read as anything else. The rest is dropped and counted.
 */
export class SignalFilter {
  readonly #expected: 'offer' | 'answer';
  #described = false;
  #candidates = 0;
  #dropped = 0;

  /** `initiator` says that we are the one who offers; only the agent, who offers, sends video. */
  constructor(options: { readonly initiator: boolean }) {
    this.#expected = options.initiator ? 'answer' : 'offer';
  }

  get dropped(): number {
    return this.#dropped;
  }

  /** The signal where it may pass, else undefined. Never throws. */
  check(signal: Signal): Signal | undefined {
    const passed = this.#passes(signal);
    if (!passed) this.#dropped += 1;
    return passed ? signal : undefined;
  }

  #passes(signal: Signal): boolean {
    if (signal.type === 'rebuild') return false;
    if (signal.type === 'candidate') {
      this.#candidates += 1;
      return this.#candidates <= MAX_CANDIDATES && fitsSection(signal) && isCandidate(signal.candidate);
    }
    if (this.#described || signal.type !== this.#expected || !isDescription(signal.sdp, signal.type)) return false;
    this.#described = true;
    return true;
  }
}

/** Chromium gathers some ten a network interface. */
export const MAX_CANDIDATES = 100;
const MAX_SDP_LENGTH = 24_000;
const MAX_LINES = 600;
const MAX_LINE_LENGTH = 1_000;

const FINGERPRINT = /^a=fingerprint:sha-256 ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/iu;
const DATA_SECTION = /^m=application \d{1,5} UDP\/DTLS\/SCTP webrtc-datachannel$/u;
const VIDEO_SECTION = /^m=video \d{1,5} UDP\/TLS\/RTP\/SAVPF(?: \d{1,3})+$/u;
const DIRECTION = /^a=(?:sendrecv|sendonly|recvonly|inactive)$/u;

/** RFC 8839 5.1, without host names but mDNS ones: WebRTC would look them up. */
const ADDRESS = String.raw`(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f:.]{2,45}|[0-9a-fA-F-]{36}\.local)`;
const CANDIDATE = new RegExp(
  String.raw`^candidate:[A-Za-z0-9+/]{1,32} [12] (?:udp|tcp) \d{1,10} ${ADDRESS} \d{1,5} typ (?:host|srflx|prflx|relay)(?: [A-Za-z0-9:./+_-]{1,64})*$`,
  'iu',
);

function isCandidate(candidate: string): boolean {
  return candidate.length <= 500 && CANDIDATE.test(candidate);
}

function fitsSection(signal: { readonly sdpMid: string | null; readonly sdpMLineIndex: number | null }): boolean {
  const mid = signal.sdpMid === null || /^[A-Za-z0-9]{1,16}$/u.test(signal.sdpMid);
  return (
    mid &&
    (signal.sdpMLineIndex === null || signal.sdpMLineIndex <= 1) &&
    (signal.sdpMid !== null || signal.sdpMLineIndex !== null)
  );
}

function isDescription(sdp: string, type: 'offer' | 'answer'): boolean {
  // Printable ASCII and line ends: what follows then means the same to us and to the parser behind.
  if (sdp.length > MAX_SDP_LENGTH || !/^[\x20-\x7e\r\n]*$/u.test(sdp)) return false;
  const lines = sdp.split(/\r?\n/u);
  if (lines.length > MAX_LINES || lines[0] !== 'v=0' || sdp.replace(/\r\n/gu, '').includes('\r')) return false;
  if (lines.some((line, index) => line.length > MAX_LINE_LENGTH || (line === '' && index !== lines.length - 1))) return false;
  const sections = splitSections(lines);
  return sections !== undefined && hasOneFingerprint(lines) && hasSections(sections, type) && hasCandidates(lines);
}

/** The lines of each media section; undefined where there are more than two. */
function splitSections(lines: readonly string[]): readonly (readonly string[])[] | undefined {
  const sections: string[][] = [];
  for (const line of lines) {
    if (line.startsWith('m=')) sections.push([]);
    sections.at(-1)?.push(line);
  }
  return sections.length >= 1 && sections.length <= 2 ? sections : undefined;
}

/** One certificate for all, by SHA-256: it is what the proof in the channel binds to. */
function hasOneFingerprint(lines: readonly string[]): boolean {
  const found = lines.filter((line) => /^a=(?:fingerprint|crypto|tls-id|identity)/iu.test(line));
  const values = new Set(found.map((line) => FINGERPRINT.exec(line)?.[1]?.toUpperCase()));
  return values.size === 1 && !values.has(undefined);
}

function hasSections(sections: readonly (readonly string[])[], type: 'offer' | 'answer'): boolean {
  const data = sections.filter((section) => DATA_SECTION.test(section[0] ?? ''));
  const video = sections.filter((section) => VIDEO_SECTION.test(section[0] ?? ''));
  if (data.length !== 1 || data.length + video.length !== sections.length) return false;
  const setup = type === 'offer' ? ['a=setup:actpass'] : ['a=setup:active', 'a=setup:passive'];
  const rightSetup = sections.every((section) => {
    const own = section.filter((line) => line.startsWith('a=setup:'));
    return own.length === 1 && setup.includes(own[0] ?? '');
  });
  return rightSetup && video.every((section) => hasDirection(section, type));
}

/** The agent offers to send and never receives; the technician's side answers that it receives, or not at all. */
function hasDirection(section: readonly string[], type: 'offer' | 'answer'): boolean {
  const directions = section.filter((line) => DIRECTION.test(line));
  const allowed = type === 'offer' ? ['a=sendonly'] : ['a=recvonly', 'a=inactive'];
  return directions.length === 1 && allowed.includes(directions[0] ?? '');
}

function hasCandidates(lines: readonly string[]): boolean {
  const found = lines.filter((line) => line.startsWith('a=candidate:'));
  return found.length <= MAX_CANDIDATES && found.every((line) => isCandidate(line.slice(2)));
}
