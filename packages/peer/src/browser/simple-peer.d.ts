/**
 * The part of simple-peer 9 that is used. The bundle is named because the plain entry builds in Vite and then dies at
 * run time on `global` (link.md a); @types/simple-peer knows neither it nor the fields that video needs.
 */
declare module 'simple-peer/simplepeer.min.js' {
  interface SimplePeerSignal {
    readonly type: string;
    readonly sdp?: string;
    readonly candidate?: { readonly candidate: string; readonly sdpMid: string | null; readonly sdpMLineIndex: number | null };
  }

  interface SimplePeerEvents {
    signal: [SimplePeerSignal];
    connect: [];
    data: [unknown];
    stream: [MediaStream];
    track: [MediaStreamTrack, MediaStream];
    error: [Error];
    close: [];
  }

  class Peer {
    constructor(options: {
      readonly initiator: boolean;
      readonly objectMode: boolean;
      readonly config: RTCConfiguration;
      readonly channelConfig: RTCDataChannelInit;
    });
    readonly bufferSize: number;
    readonly destroyed: boolean;
    /** Null once destroyed. */
    readonly _pc: RTCPeerConnection | null;
    on<E extends keyof SimplePeerEvents>(event: E, listener: (...values: SimplePeerEvents[E]) => void): this;
    signal(signal: SimplePeerSignal): void;
    send(data: string): void;
    destroy(): void;
  }

  // biome-ignore lint/style/noDefaultExport: the bundle is not ours, and its only export is this
  export { Peer as default };
}
