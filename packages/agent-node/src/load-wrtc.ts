import { AppError } from '@alongside/base';
import type { IceServer } from '@alongside/protocol';

/** What is used of libwebrtc's classes; its own types lean on a browser's. */
export interface Channel {
  readonly readyState: string;
  readonly bufferedAmount: number;
  send(data: string): void;
  close(): void;
  onopen: (() => void) | null;
  onclose: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

export interface Description {
  readonly type: string;
  readonly sdp: string;
}

export interface Candidate {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
}

export interface IceErrorEvent {
  /** Of this computer, the last half hidden: `192.0.2.x`, `[fd00:0:0:x:x:x:x:x]`. */
  readonly address: string | null;
  readonly url: string;
  readonly errorCode: number;
  readonly errorText: string;
}

export interface Connection {
  readonly connectionState: string;
  readonly iceConnectionState: string;
  readonly localDescription: Description | null;
  readonly sctp: { readonly transport: { readonly state: string; getRemoteCertificates(): readonly ArrayBuffer[] } } | null;
  createDataChannel(label: string, options: { readonly ordered: boolean }): Channel;
  createOffer(): Promise<Description>;
  createAnswer(): Promise<Description>;
  setLocalDescription(description: Description): Promise<void>;
  setRemoteDescription(description: Description): Promise<void>;
  addIceCandidate(candidate: Candidate): Promise<void>;
  getStats(): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>>;
  close(): void;
  /** Null: there are no more. */
  onicecandidate: ((event: { readonly candidate: Candidate | null }) => void) | null;
  onicecandidateerror: ((event: IceErrorEvent) => void) | null;
  oniceconnectionstatechange: (() => void) | null;
  ondatachannel: ((event: { readonly channel: Channel }) => void) | null;
  onconnectionstatechange: (() => void) | null;
}

export interface Wrtc {
  readonly RTCPeerConnection: new (configuration: {
    readonly iceServers: readonly IceServer[];
    readonly iceTransportPolicy?: 'all' | 'relay';
  }) => Connection;
}

/** WebRTC in Node. Throws `environment.missing-program` where the optional package is not installed. */
export async function loadWrtc(): Promise<Wrtc> {
  try {
    const module = (await import('@roamhq/wrtc')) as unknown as { readonly default: Wrtc };
    return module.default;
  } catch (cause) {
    throw new AppError('environment.missing-program', 'WebRTC for Node is not installed: npm install @roamhq/wrtc', { cause });
  }
}
