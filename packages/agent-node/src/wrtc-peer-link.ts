import { createHash } from 'node:crypto';
import { type Clock, Emitter } from '@alongside/base';
import {
  fingerprintInSdp,
  formatFingerprint,
  PathWatch,
  type PeerLink,
  type PeerLinkFactory,
  type PeerState,
  SignalFilter,
} from '@alongside/peer';
import { type IceServer, type PeerProgress, peerProgress, type Signal } from '@alongside/protocol';
import { type Candidate, type Channel, type Connection, loadWrtc, type Wrtc } from './load-wrtc.ts';

/**
 * WebRTC in Node, for the headless host and for tests: data only, no picture.
 * Throws `environment.missing-program` where the optional package is not installed.
 */
export async function wrtcPeerLinkFactory({ clock }: { readonly clock: Clock }): Promise<PeerLinkFactory> {
  const wrtc = await loadWrtc();
  return { open: ({ initiator, iceServers }) => new WrtcPeerLink(wrtc, clock, initiator, iceServers) };
}

class WrtcPeerLink implements PeerLink {
  readonly #connection: Connection;
  readonly #filter: SignalFilter;
  readonly #path: PathWatch;
  readonly #signals = new Emitter<Signal>();
  readonly #states = new Emitter<PeerState>();
  readonly #frames = new Emitter<string>();
  readonly #progress = new Emitter<PeerProgress>();
  /** Candidates wait for the description that they belong to. */
  #waiting: Candidate[] | undefined = [];
  /** Descriptions and candidates one after the other, as they came. */
  #work: Promise<void> = Promise.resolve();
  #channel: Channel | undefined;
  #local = 0;
  #remote = 0;
  #state: 'connecting' | 'connected' | 'closed' = 'connecting';

  readonly onSignal = this.#signals.event;
  readonly onState = this.#states.event;
  readonly onFrame = this.#frames.event;
  readonly onProgress = this.#progress.event;

  constructor(wrtc: Wrtc, clock: Clock, initiator: boolean, iceServers: readonly IceServer[]) {
    this.#filter = new SignalFilter({ initiator });
    this.#connection = new wrtc.RTCPeerConnection({ iceServers: [...iceServers] });
    this.#path = new PathWatch({
      clock,
      read: () => this.#connection.getStats(),
      tell: (path) => this.#tell({ type: 'path', path }),
    });
    this.#connection.onicecandidate = ({ candidate }) => {
      if (!candidate?.candidate || this.#state === 'closed') return;
      this.#local += 1;
      const { candidate: line, sdpMid, sdpMLineIndex } = candidate;
      this.#signals.fire({ type: 'candidate', candidate: line, sdpMid: sdpMid ?? null, sdpMLineIndex: sdpMLineIndex ?? null });
    };
    this.#connection.onconnectionstatechange = () => {
      if (this.#connection.connectionState === 'failed') this.#close('WebRTC says that the connection failed');
    };
    this.#connection.oniceconnectionstatechange = () => {
      this.#tell({ type: 'ice-state', state: this.#connection.iceConnectionState });
    };
    this.#connection.onicecandidateerror = ({ url, errorCode, errorText }) => {
      this.#tell({ type: 'ice-error', url: url.slice(0, 300), code: errorCode, text: errorText.slice(0, 120) });
    };
    this.#connection.ondatachannel = ({ channel }) => {
      // One channel each; the initiator makes it.
      if (initiator || this.#channel) channel.close();
      else this.#use(channel);
    };
    if (initiator) {
      this.#use(this.#connection.createDataChannel('alongside', { ordered: true }));
      this.#then(() => this.#describe('offer'));
    }
  }

  get bufferedBytes(): number {
    return this.#channel?.bufferedAmount ?? 0;
  }

  signal(signal: Signal): void {
    const passed = this.#filter.check(signal);
    if (!passed || passed.type === 'rebuild' || this.#state === 'closed') return;
    if (passed.type === 'candidate') {
      this.#remote += 1;
      if (this.#waiting) this.#waiting.push(passed);
      else this.#then(() => this.#connection.addIceCandidate(passed));
      return this.#path.lookSoon();
    }
    this.#then(async () => {
      await this.#connection.setRemoteDescription(passed);
      for (const candidate of this.#waiting ?? []) await this.#connection.addIceCandidate(candidate);
      this.#waiting = undefined;
      if (passed.type === 'offer') await this.#describe('answer');
    });
  }

  send(frame: string): void {
    if (this.#state !== 'connected' || this.#channel?.readyState !== 'open') return;
    try {
      this.#channel.send(frame);
    } catch (error) {
      this.#close(`a frame could not be sent: ${String(error)}`);
    }
  }

  dispose(): void {
    this.#end();
  }

  #then(step: () => Promise<void>): void {
    this.#work = this.#work
      .then(() => (this.#state === 'closed' ? undefined : step()))
      .catch((error: unknown) => this.#close(`WebRTC refused: ${String(error)}`));
  }

  async #describe(type: 'offer' | 'answer'): Promise<void> {
    const description = await (type === 'offer' ? this.#connection.createOffer() : this.#connection.createAnswer());
    await this.#connection.setLocalDescription(description);
    if (this.#state !== 'closed') this.#signals.fire({ type, sdp: description.sdp });
  }

  #use(channel: Channel): void {
    this.#channel = channel;
    channel.onopen = () => this.#handleOpen();
    channel.onclose = () => this.#close('the data channel closed');
    channel.onmessage = ({ data }) => {
      if (this.#state === 'connected') this.#frames.fire(typeof data === 'string' ? data : '');
    };
    if (channel.readyState === 'open') this.#handleOpen();
  }

  #handleOpen(): void {
    if (this.#state !== 'connecting') return;
    const local = fingerprintInSdp(this.#connection.localDescription?.sdp ?? '');
    const certificate = this.#connection.sctp?.transport.getRemoteCertificates()[0];
    if (local === undefined || certificate === undefined) return this.#close('the certificates of the connection are not known');
    const remote = formatFingerprint(createHash('sha256').update(new Uint8Array(certificate)).digest('hex'));
    this.#state = 'connected';
    this.#states.fire({ state: 'connected', local, remote });
    this.#path.begin();
  }

  #tell(progress: unknown): void {
    const parsed = peerProgress.safeParse(progress);
    if (parsed.success && this.#state !== 'closed') this.#progress.fire(parsed.data);
  }

  #close(reason: string): void {
    if (!this.#end()) return;
    this.#states.fire({ state: 'closed', reason, localCandidates: this.#local, remoteCandidates: this.#remote });
  }

  #end(): boolean {
    if (this.#state === 'closed') return false;
    this.#state = 'closed';
    this.#path.dispose();
    this.#connection.onicecandidate = null;
    this.#connection.onconnectionstatechange = null;
    this.#connection.ondatachannel = null;
    this.#connection.oniceconnectionstatechange = null;
    this.#connection.onicecandidateerror = null;
    if (this.#channel) {
      this.#channel.onopen = null;
      this.#channel.onclose = null;
      this.#channel.onmessage = null;
    }
    this.#connection.close();
    return true;
  }
}
