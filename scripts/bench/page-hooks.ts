/** What the bench keeps in a measured page. */
export interface PageBench {
  /** Live connections of the page, for their statistics. */
  readonly connections: RTCPeerConnection[];
  /** When each frame of a shell's output had been handled by the page, performance.now(). */
  readonly outputs: number[];
  /** Stops the running probe and gives what it saw. */
  stopProbe?: () => ProbeLog;
  /** Stops the noting of events and gives their times. */
  stopNoting?: () => readonly number[];
}

/** What was seen in the picture, each change once; times are performance.now(). */
export interface ProbeLog {
  readonly patch: readonly { readonly on: boolean; readonly at: number }[];
  readonly frames: readonly { readonly number: number; readonly at: number }[];
  readonly looks: number;
}

export interface ProbeOptions {
  /** Of the `<video>` or `<canvas>` with the picture. */
  readonly selector: string;
  readonly patch: { readonly x: number; readonly y: number; readonly size: number };
  readonly strip: { readonly x: number; readonly y: number; readonly square: number; readonly bits: number };
}

type BenchWindow = typeof globalThis & { bench: PageBench };

/** Runs before the page's own scripts: keeps its connections and notes when shell output was handled. */
export function keepConnections(): void {
  const bench: PageBench = { connections: [], outputs: [] };
  (globalThis as BenchWindow).bench = bench;
  const Native = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      bench.connections.push(this);
    }
  };
  const handler = Object.getOwnPropertyDescriptor(RTCDataChannel.prototype, 'onmessage');
  Object.defineProperty(RTCDataChannel.prototype, 'onmessage', {
    configurable: true,
    ...(handler?.get ? { get: handler.get } : {}),
    set(this: RTCDataChannel, listener: ((event: MessageEvent) => unknown) | null) {
      handler?.set?.call(
        this,
        listener &&
          ((event: MessageEvent) => {
            listener.call(this, event);
            if (typeof event.data === 'string' && event.data.includes('"shell/output"')) bench.outputs.push(performance.now());
          }),
      );
    },
  });
}

/** In a page: looks at the patch and the frame's number in each animation frame, the same way for every peer. */
export function startProbe({ selector, patch, strip }: ProbeOptions): void {
  const page = globalThis as BenchWindow;
  page.bench ??= { connections: [], outputs: [] };
  const canvas = document.createElement('canvas');
  canvas.width = strip.bits + 1;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  context.imageSmoothingEnabled = false;
  const log = { patch: [] as { on: boolean; at: number }[], frames: [] as { number: number; at: number }[], looks: 0 };
  let handle = 0;
  const look = () => {
    handle = requestAnimationFrame(look);
    const picture = document.querySelector<HTMLVideoElement | HTMLCanvasElement>(selector);
    if (!picture || (picture instanceof HTMLVideoElement && picture.readyState < 2)) return;
    context.drawImage(picture, patch.x + patch.size / 2 - 4, patch.y + patch.size / 2 - 4, 8, 8, 0, 0, 1, 1);
    context.drawImage(picture, strip.x, strip.y, strip.square * strip.bits, strip.square, 1, 0, strip.bits, 1);
    const { data } = context.getImageData(0, 0, canvas.width, 1);
    const at = performance.now();
    log.looks += 1;
    const lit = (pixel: number) => (data[pixel * 4 + 1] ?? 0) > 128;
    const on = lit(0);
    if (log.patch.at(-1)?.on !== on) log.patch.push({ on, at });
    let number = 0;
    for (let bit = 1; bit <= strip.bits; bit += 1) number = number * 2 + (lit(bit) ? 1 : 0);
    if (log.frames.at(-1)?.number !== number) log.frames.push({ number, at });
  };
  handle = requestAnimationFrame(look);
  page.bench.stopProbe = () => {
    cancelAnimationFrame(handle);
    return log;
  };
}

/** In a page: ends the probe. */
export function stopProbe(): ProbeLog {
  const log = (globalThis as BenchWindow).bench.stopProbe?.();
  if (!log) throw new Error('no probe runs');
  return log;
}

/**
 * In a page: bytes of its connections both ways, with what UDP and IP add to each packet. Throws where none is connected:
 * a session that has ended would look like one at rest.
 */
export async function transportBytes(): Promise<number> {
  const PACKET_HEADERS = 28;
  let bytes = 0;
  let connected = false;
  for (const connection of (globalThis as BenchWindow).bench.connections) {
    if (connection.connectionState !== 'connected') continue;
    connected = true;
    for (const report of (await connection.getStats()).values()) {
      if (report.type !== 'transport') continue;
      bytes += report.bytesSent + report.bytesReceived + PACKET_HEADERS * (report.packetsSent + report.packetsReceived);
    }
  }
  if (!connected) throw new Error('the session is not connected any more');
  return bytes;
}

export type NotedEvent = 'pointermove' | 'pointerdown' | 'keydown' | 'click';

/** In a page: notes the time of each event of a kind, before the page's own listeners have it. */
export function noteEvents(type: NotedEvent): void {
  const page = globalThis as BenchWindow;
  page.bench ??= { connections: [], outputs: [] };
  const times: number[] = [];
  const note = () => void times.push(performance.now());
  addEventListener(type, note, { capture: true });
  page.bench.stopNoting = () => {
    removeEventListener(type, note, { capture: true });
    return times;
  };
}

/** In a page: ends the noting and gives performance.now() of each event. */
export function notedEvents(): readonly number[] {
  return (globalThis as BenchWindow).bench.stopNoting?.() ?? [];
}

/** In a page: resolves with performance.now() of the first look at which the element has a picture. */
export function firstPicture(selector: string): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      const video = document.querySelector<HTMLVideoElement>(selector);
      if (video && video.readyState >= 2 && video.videoWidth > 0) return resolve(performance.now());
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}
