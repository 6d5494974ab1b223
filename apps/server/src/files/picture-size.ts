interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * How large a still picture is, by its own header, before anybody decodes it; undefined for what moves, and for what is not
 * as its kind says (PNG: W3C, 11.2.1; JPEG: ITU T.81, B.2.2; WebP: RFC 9649).
 */
export function pictureSize(bytes: Uint8Array, mediaType: string): PictureSize | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (mediaType === 'image/png') return ofPng(view);
  if (mediaType === 'image/jpeg') return ofJpeg(view);
  return mediaType === 'image/webp' ? ofWebp(view) : undefined;
}

function ofPng(view: DataView): PictureSize | undefined {
  if (tag(view, 12) !== 'IHDR' || moves(view)) return undefined;
  return sized(u32(view, 16), u32(view, 20));
}

/** An animated PNG says so by a chunk before its first pixels. */
function moves(view: DataView): boolean {
  for (let at = 8; at + 12 <= view.byteLength; at += 12 + view.getUint32(at)) {
    const name = tag(view, at + 4);
    if (name === 'acTL') return true;
    if (name === 'IDAT') return false;
  }
  return false;
}

function ofJpeg(view: DataView): PictureSize | undefined {
  for (let at = 2; at + 9 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    // Fill bytes may stand before a marker.
    if (marker === 0xff) at += 1;
    else if (isFrame(marker)) return sized(view.getUint16(at + 7), view.getUint16(at + 5));
    else at += 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** Start of frame, but for the tables whose markers lie between them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

const MOVES = 0x02;

function ofWebp(view: DataView): PictureSize | undefined {
  if (view.byteLength < 30) return undefined;
  switch (tag(view, 12)) {
    case 'VP8 ':
      return sized(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
    case 'VP8L': {
      const bits = view.getUint32(21, true);
      return sized((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
    }
    case 'VP8X':
      if ((view.getUint8(20) & MOVES) !== 0) return undefined;
      return sized((view.getUint32(24, true) & 0xffffff) + 1, (view.getUint32(26, true) >>> 8) + 1);
    default:
      return undefined;
  }
}

function sized(width: number | undefined, height: number | undefined): PictureSize | undefined {
  return width && height ? { width, height } : undefined;
}

function u32(view: DataView, at: number): number | undefined {
  return at + 4 <= view.byteLength ? view.getUint32(at) : undefined;
}

function tag(view: DataView, at: number): string {
  if (at + 4 > view.byteLength) return '';
  return String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
}
