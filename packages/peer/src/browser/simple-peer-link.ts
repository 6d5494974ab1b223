import { type Clock, Emitter, toHex } from '@alongside/base';
import { type IceServer, type PeerProgress, peerProgress, type Signal } from '@alongside/protocol';
import Peer from 'simple-peer/simplepeer.min.js';
import { fingerprintInSdp, formatFingerprint } from '../fingerprint.ts';
import type { PathStats, StatsReports } from '../path-stats.ts';
import { PathWatch } from '../path-watch.ts';
import type { PeerLink, PeerState } from '../peer-link.ts';
import { SignalFilter } from '../signal-filter.ts';
import { type BitrateHints, withStartBitrate } from './start-bitrate.ts';
import { addVideoSender, sendTrack } from './video-sender.ts';
import { readVideoStats, type VideoStats } from './video-stats.ts';

export interface SimplePeerLinkOptions {
  readonly initiator: boolean;
  readonly iceServers: readonly IceServer[];
  readonly bitrate: BitrateHints;
  /** What is shown now, so that a rebuilt link goes on with it, once the other end has proven its key again. */
  readonly track: MediaStreamTrack | null;
  readonly clock: Clock;
}

/** Frames that come between the channel's opening and the end of the certificate's hashing: two of the proof, no more. */
const MAX_EARLY_FRAMES = 16;

/**
 * One WebRTC connection by simple-peer. The initiator's has a video section from the start. simple-peer's `_pc` is null
 * once it is destroyed, which happens a microtask after `destroy()`: each use looks first.
 */
export class SimplePeerLink implements PeerLink {
  readonly #peer: Peer;
  readonly #filter: SignalFilter;
  readonly #options: SimplePeerLinkOptions;
  readonly #path: PathWatch;
  readonly #sender: RTCRtpSender | undefined;
  readonly #signals = new Emitter<Signal>();
  readonly #states = new Emitter<PeerState>();
  readonly #frames = new Emitter<string>();
  readonly #progress = new Emitter<PeerProgress>();
  readonly #streams = new Emitter<MediaStream>();
  #early: string[] = [];
  #local = 0;
  #remote = 0;
  #reason = 'the connection closed';
  #state: 'connecting' | 'connected' | 'closed' = 'connecting';
  /** Until then whoever carries the signals may be the one who answered. */
  #proven = false;
  #track: MediaStreamTrack | null;

  readonly onSignal = this.#signals.event;
  readonly onState = this.#states.event;
  readonly onFrame = this.#frames.event;
  readonly onProgress = this.#progress.event;
  /** At connect, not when the picture is allowed: show it on its first frame (link.md b). */
  readonly onStream = this.#streams.event;

  constructor(options: SimplePeerLinkOptions) {
    this.#options = options;
    this.#track = options.track;
    this.#filter = new SignalFilter({ initiator: options.initiator });
    this.#path = new PathWatch({
      clock: options.clock,
      read: async () => (await this.#peer._pc?.getStats()) as StatsReports | undefined,
      tell: (path) => this.#tell({ type: 'path', path }),
    });
    this.#peer = new Peer({
      initiator: options.initiator,
      // Each message stays one message, and text stays text.
      objectMode: true,
      // Always given: simple-peer's default asks third parties (link.md a).
      config: { iceServers: options.iceServers.map(toIceServer) },
      channelConfig: { ordered: true },
    });
    const connection = this.#peer._pc;
    // In the same tick as the construction, so that simple-peer's first offer has it.
    this.#sender = options.initiator && connection ? addVideoSender(connection) : undefined;
    if (connection) this.#follow(connection);
    this.#listen();
  }

  get bufferedBytes(): number {
    return this.#state === 'closed' ? 0 : this.#peer.bufferSize;
  }

  signal(signal: Signal): void {
    if (this.#state === 'closed' || this.#peer.destroyed) return;
    const passed = this.#filter.check(signal);
    if (!passed || passed.type === 'rebuild') return;
    if (passed.type === 'candidate') {
      this.#remote += 1;
      const { candidate, sdpMid, sdpMLineIndex } = passed;
      this.#peer.signal({ type: 'candidate', candidate: { candidate, sdpMid, sdpMLineIndex } });
      return this.#path.lookSoon();
    }
    const sdp = this.#sender ? withStartBitrate(passed.sdp, this.#options.bitrate) : passed.sdp;
    this.#peer.signal({ type: passed.type, sdp });
  }

  send(frame: string): void {
    if (this.#state !== 'connected') return;
    try {
      this.#peer.send(frame);
    } catch (error) {
      this.#close(`a frame could not be sent: ${String(error)}`);
    }
  }

  handleProven(): void {
    if (this.#proven) return;
    this.#proven = true;
    // Whoever set it has had their answer.
    if (this.#track) this.setTrack(this.#track).catch(() => undefined);
  }

  /**
   * Shows a track, or nothing, without negotiating; a track from when the other end has proven its key. Nothing happens on
   * the side that only watches.
   */
  async setTrack(track: MediaStreamTrack | null): Promise<void> {
    this.#track = track;
    if (!this.#sender || this.#state === 'closed' || !this.#proven) return;
    try {
      await sendTrack(this.#sender, track);
    } catch (error) {
      // A connection that closes meanwhile takes its sender with it; the next epoch begins with the track of then.
      if (this.#stillOpen()) throw error;
    }
  }

  /** Undefined where there is no picture, or no connection. */
  async videoStats(): Promise<VideoStats | undefined> {
    const connection = this.#peer._pc;
    if (!connection) return undefined;
    const receiver = this.#sender ? undefined : connection.getReceivers().find(({ track }) => track.kind === 'video');
    const source = this.#sender ?? receiver;
    return source ? readVideoStats((await source.getStats()) as ReadonlyMap<string, Record<string, unknown>>) : undefined;
  }

  async pathStats(): Promise<PathStats | undefined> {
    return this.#path.stats();
  }

  dispose(): void {
    this.#state = 'closed';
    this.#early = [];
    this.#path.dispose();
    this.#peer.destroy();
  }

  #stillOpen(): boolean {
    return this.#state !== 'closed' && this.#peer._pc !== null && this.#peer._pc.connectionState !== 'closed';
  }

  /** Beside simple-peer's own listeners, which are properties of the connection. */
  #follow(connection: RTCPeerConnection): void {
    connection.addEventListener('icecandidateerror', ({ url, errorCode, errorText }) => {
      this.#tell({ type: 'ice-error', url: (url ?? '').slice(0, 300), code: errorCode, text: errorText.slice(0, 120) });
    });
    connection.addEventListener('iceconnectionstatechange', () => {
      this.#tell({ type: 'ice-state', state: connection.iceConnectionState });
    });
  }

  #tell(progress: PeerProgress): void {
    const parsed = peerProgress.safeParse(progress);
    if (parsed.success && this.#state !== 'closed') this.#progress.fire(parsed.data);
  }

  #listen(): void {
    this.#peer.on('signal', ({ type, sdp, candidate }) => {
      if (this.#state === 'closed') return;
      if (candidate?.candidate) {
        this.#local += 1;
        const { sdpMid, sdpMLineIndex } = candidate;
        this.#signals.fire({ type: 'candidate', candidate: candidate.candidate, sdpMid, sdpMLineIndex });
      } else if (sdp !== undefined && (type === 'offer' || type === 'answer')) this.#signals.fire({ type, sdp });
    });
    this.#peer.on('connect', () => {
      this.#handleConnect().catch((error: unknown) => this.#close(`the certificates could not be read: ${String(error)}`));
    });
    this.#peer.on('data', (data) => this.#handleData(typeof data === 'string' ? data : ''));
    this.#peer.on('track', () => {
      for (const receiver of this.#peer._pc?.getReceivers() ?? []) receiver.jitterBufferTarget = 0;
    });
    this.#peer.on('stream', (stream) => this.#streams.fire(stream));
    // 'close' follows; without a listener the stream would throw.
    this.#peer.on('error', (error) => {
      this.#reason = error.message;
    });
    this.#peer.on('close', () => this.#close(this.#reason));
  }

  async #handleConnect(): Promise<void> {
    const connection = this.#peer._pc;
    const certificate = connection?.sctp?.transport.getRemoteCertificates()[0];
    const local = fingerprintInSdp(connection?.localDescription?.sdp ?? '');
    if (!certificate || local === undefined) return this.#close('the certificates of the connection are not known');
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', certificate));
    if (this.#state !== 'connecting') return;
    this.#state = 'connected';
    this.#states.fire({ state: 'connected', local, remote: formatFingerprint(toHex(hash)) });
    // Not in every browser; there the way of the beginning is told.
    connection?.sctp?.transport.iceTransport.addEventListener?.('selectedcandidatepairchange', () => this.#path.look());
    this.#path.begin();
    const early = this.#early;
    this.#early = [];
    for (const frame of early) this.#handleData(frame);
  }

  #handleData(frame: string): void {
    if (this.#state === 'connected') return this.#frames.fire(frame);
    if (this.#state === 'closed') return;
    this.#early.push(frame);
    if (this.#early.length > MAX_EARLY_FRAMES) this.#close('too much came before the connection was up');
  }

  #close(reason: string): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#early = [];
    this.#path.dispose();
    this.#peer.destroy();
    this.#states.fire({ state: 'closed', reason, localCandidates: this.#local, remoteCandidates: this.#remote });
  }
}

function toIceServer({ urls, username, credential }: IceServer): RTCIceServer {
  return { urls, ...(username === undefined ? {} : { username }), ...(credential === undefined ? {} : { credential }) };
}
