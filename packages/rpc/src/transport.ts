import type { Event } from '@alongside/base';

/** A pipe of text frames, in order, each whole. Adapters exist for WebSocket, MessagePort, data channel and memory. */
export interface Transport {
  /** Hands a frame to the pipe; after `onClose` it is dropped. */
  send(frame: string): void;
  readonly onFrame: Event<string>;
  /** Fires once; the reason is for logs. */
  readonly onClose: Event<string>;
  close(reason: string): void;
  /** Bytes handed over but not yet sent, where the pipe knows. */
  readonly bufferedBytes: number;
}

/** The number of bytes of `text` in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length) {
      // A pair is two units and four bytes.
      bytes += 2;
      i += 1;
    } else bytes += 2;
  }
  return bytes;
}

/** True where `text` is larger than `limit` bytes; walks the text only where its length leaves that open. */
export function exceedsBytes(text: string, limit: number): boolean {
  if (text.length > limit) return true;
  if (text.length * 3 <= limit) return false;
  return utf8Length(text) > limit;
}
