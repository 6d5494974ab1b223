import { AppError, type Clock, Emitter, type ErrorCode, safeLine } from '@alongside/base';
import { linkPage } from '@alongside/protocol';
import { exceedsBytes, type Transport, utf8Length } from '@alongside/rpc';
import { type LinkFrame, writeFrame } from './link-frames.ts';
import { RateLimit } from './rate-limit.ts';

/** What the transport needs of one epoch's PeerLink. */
export interface FramePipe {
  send(frame: string): void;
  readonly bufferedBytes: number;
}

const MAX_UNACKNOWLEDGED_BYTES = 4 * 1024 * 1024;
export const MAX_UNACKNOWLEDGED_FRAMES = 20_000;
/** Room for the prefix within the largest frame between peers. */
export const MAX_PAYLOAD_BYTES = linkPage.MAX_PEER_FRAME - 64;

/** An acknowledgement of its own is sent after this much; smaller amounts ride on data and heartbeats. */
const ACK_AFTER_FRAMES = 32;
const ACK_AFTER_BYTES = 64 * 1024;

/** Far above any honest use (shell output at full flow is near 1,000 frames a second), and a whole resend fits the burst. */
const INBOUND_FRAMES = { perSecond: 5_000, burst: MAX_UNACKNOWLEDGED_FRAMES + 5_000 };
const INBOUND_BYTES = { perSecond: 32 * 1024 * 1024, burst: 64 * 1024 * 1024 };

export interface ResumableTransportOptions {
  readonly clock: Clock;
  /** The user of the transport closes it. */
  readonly onCloseAsked: (reason: string) => void;
  /** The link cannot go on: a bound was passed, or the other end broke the numbering. */
  readonly onBroken: (code: ErrorCode, message: string) => void;
}

/**
 * One ordered pipe over the successive PeerLinks of a session: each frame arrives exactly once and in order, however
 * often the link is cut between. Frames are numbered and kept until acknowledged; a new epoch begins with what arrived
 * (`resume`), and the rest is sent again.
 */
export class ResumableTransport implements Transport {
  readonly #options: ResumableTransportOptions;
  readonly #frames = new Emitter<string>();
  readonly #closed = new Emitter<string>();
  readonly #inboundFrames: RateLimit;
  readonly #inboundBytes: RateLimit;
  /** Sent or waiting, by number, oldest first. */
  readonly #unacknowledged = new Map<number, { readonly frame: string; readonly bytes: number }>();
  #unacknowledgedBytes = 0;
  #unsentBytes = 0;
  #nextSeq = 1;
  #acknowledged = 0;
  #received = 0;
  #receivedSinceAck = { frames: 0, bytes: 0 };
  #pipe: FramePipe | undefined;
  /** The other end has said what it has: data may flow. */
  #resumed = false;
  #open = true;

  readonly onFrame = this.#frames.event;
  readonly onClose = this.#closed.event;

  constructor(options: ResumableTransportOptions) {
    this.#options = options;
    const now = options.clock.monotonic();
    this.#inboundFrames = new RateLimit({ ...INBOUND_FRAMES, now });
    this.#inboundBytes = new RateLimit({ ...INBOUND_BYTES, now });
  }

  get bufferedBytes(): number {
    return this.#unsentBytes + (this.#pipe?.bufferedBytes ?? 0);
  }

  /** The number of the last frame that arrived; heartbeats carry it too. */
  get received(): number {
    return this.#received;
  }

  /** Throws `request.too-large` where the frame does not fit between peers. */
  send(frame: string): void {
    if (!this.#open) return;
    if (exceedsBytes(frame, MAX_PAYLOAD_BYTES)) {
      throw new AppError('request.too-large', `a frame is larger than ${MAX_PAYLOAD_BYTES} bytes`);
    }
    const bytes = utf8Length(frame);
    if (this.#unacknowledged.size >= MAX_UNACKNOWLEDGED_FRAMES || this.#unacknowledgedBytes + bytes > MAX_UNACKNOWLEDGED_BYTES) {
      return this.#options.onBroken('link.flooded', 'too much was sent that the other end has not acknowledged');
    }
    const seq = this.#nextSeq++;
    this.#unacknowledged.set(seq, { frame, bytes });
    this.#unacknowledgedBytes += bytes;
    if (this.#pipe && this.#resumed) this.#transmit(this.#pipe, seq, frame);
    else this.#unsentBytes += bytes;
  }

  close(reason: string): void {
    if (this.#open) this.#options.onCloseAsked(reason);
  }

  /** A proven PeerLink: says what arrived so far. Data follows when the other end has said the same. */
  attach(pipe: FramePipe): void {
    this.detach();
    this.#pipe = pipe;
    pipe.send(writeFrame({ type: 'resume', received: this.#received }));
  }

  detach(): void {
    this.#pipe = undefined;
    this.#resumed = false;
    this.#unsentBytes = this.#unacknowledgedBytes;
  }

  /** A data, ack or resume frame of the attached PeerLink. */
  handleFrame(frame: Extract<LinkFrame, { type: 'data' | 'ack' | 'resume' }>): void {
    if (!this.#open || !this.#pipe) return;
    if (frame.type === 'resume') return this.#handleResume(frame.received);
    if (!this.handleAck(frame.ack) || frame.type === 'ack') return;
    if (!this.#resumed) return this.#options.onBroken('request.invalid', 'data came before the link was resumed');
    this.#handleData(frame.seq, frame.payload);
  }

  /** False where the number is impossible; the link is then broken. */
  handleAck(ack: number): boolean {
    if (ack >= this.#nextSeq) {
      this.#options.onBroken('request.invalid', 'a frame was acknowledged that was never sent');
      return false;
    }
    for (; this.#acknowledged < ack; ) {
      this.#acknowledged += 1;
      const done = this.#unacknowledged.get(this.#acknowledged);
      this.#unacknowledged.delete(this.#acknowledged);
      this.#unacknowledgedBytes -= done?.bytes ?? 0;
    }
    return true;
  }

  /** The session is over; fires `onClose` once. */
  finish(reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.#pipe = undefined;
    this.#unacknowledged.clear();
    this.#unacknowledgedBytes = 0;
    this.#unsentBytes = 0;
    this.#closed.fire(safeLine(reason, 200));
  }

  #handleResume(received: number): void {
    const pipe = this.#pipe;
    if (!pipe || this.#resumed) return;
    if (received < this.#acknowledged) {
      return this.#options.onBroken('link.lost', 'the other end has forgotten what it had acknowledged');
    }
    if (!this.handleAck(received)) return;
    this.#resumed = true;
    this.#unsentBytes = 0;
    for (const [seq, { frame }] of this.#unacknowledged) this.#transmit(pipe, seq, frame);
  }

  #handleData(seq: number, payload: string): void {
    const now = this.#options.clock.monotonic();
    const bytes = utf8Length(payload);
    if (!this.#inboundFrames.take(1, now) || !this.#inboundBytes.take(bytes, now)) {
      return this.#options.onBroken('link.flooded', 'the other end sent more than may come in a second');
    }
    if (seq <= this.#received) return; // Sent again, but it had arrived.
    if (seq > this.#received + 1) return this.#options.onBroken('request.invalid', 'the other end left out a frame');
    this.#received = seq;
    this.#receivedSinceAck = { frames: this.#receivedSinceAck.frames + 1, bytes: this.#receivedSinceAck.bytes + bytes };
    this.#frames.fire(payload);
    if (this.#receivedSinceAck.frames < ACK_AFTER_FRAMES && this.#receivedSinceAck.bytes < ACK_AFTER_BYTES) return;
    this.#pipe?.send(writeFrame({ type: 'ack', ack: this.noteAck() }));
  }

  /** What to acknowledge now; the caller sends it. */
  noteAck(): number {
    this.#receivedSinceAck = { frames: 0, bytes: 0 };
    return this.#received;
  }

  #transmit(pipe: FramePipe, seq: number, payload: string): void {
    pipe.send(writeFrame({ type: 'data', seq, ack: this.noteAck(), payload }));
  }
}
