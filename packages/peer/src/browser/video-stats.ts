/** The picture's figures so far, from WebRTC's statistics; counts grow over one epoch. */
export interface VideoStats {
  readonly direction: 'sending' | 'receiving';
  readonly bytes: number;
  /** Encoded where we send, decoded where we receive. */
  readonly frames: number;
  readonly framesPerSecond: number;
  readonly width: number;
  readonly height: number;
  readonly codec: string | undefined;
}

/**
 * A still H264 frame is 11 or 12 bytes for each slice that the encoder cuts the picture in (12, 26, 33 and 44 were seen, at
 * 1280 × 720 on two cores, other numbers after each start of the encoder); a clock's second is 300 and more. A smaller change
 * is missed, and seen with the next frame at rest.
 */
const STILL_FRAME_BYTES = 64;

/** Whether the picture changed between two looks at a sender; undefined where no frame was encoded between them. */
export function pictureChanged(before: VideoStats, after: VideoStats): boolean | undefined {
  const frames = after.frames - before.frames;
  if (frames <= 0) return undefined;
  return (after.bytes - before.bytes) / frames > STILL_FRAME_BYTES;
}

type Reports = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
const number = (value: unknown) => (typeof value === 'number' ? value : 0);

export function readVideoStats(reports: Reports): VideoStats | undefined {
  for (const report of reports.values()) {
    const sending = report.type === 'outbound-rtp';
    if (!(sending || report.type === 'inbound-rtp') || report.kind !== 'video') continue;
    return {
      direction: sending ? 'sending' : 'receiving',
      bytes: number(sending ? report.bytesSent : report.bytesReceived),
      frames: number(sending ? report.framesEncoded : report.framesDecoded),
      framesPerSecond: number(report.framesPerSecond),
      width: number(report.frameWidth),
      height: number(report.frameHeight),
      codec: text(reports.get(text(report.codecId) ?? '')?.mimeType),
    };
  }
  return undefined;
}
