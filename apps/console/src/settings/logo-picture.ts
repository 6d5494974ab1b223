import { AppError } from '@alongside/base';
import { MAX_LOGO_BYTES } from '@alongside/protocol';

/** Twice as large as it is shown, for fine screens. */
const BOX = { width: 480, height: 112 };
const SMALLER = 0.75;
const TRIES = 5;

/**
 * What somebody chose, drawn anew and small: whatever else the file held is gone. Throws `request.invalid` for no picture that
 * the browser can read, `request.too-large` for one that stays too large.
 */
export async function logoPicture(file: Blob): Promise<Blob> {
  const bitmap = await bitmapOf(file);
  let scale = Math.min(1, BOX.width / bitmap.width, BOX.height / bitmap.height);
  for (let tries = 0; tries < TRIES; tries += 1, scale *= SMALLER) {
    const canvas = drawn(bitmap, scale);
    for (const type of ['image/png', 'image/webp']) {
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, 0.9));
      if (blob && blob.size <= MAX_LOGO_BYTES) return blob;
    }
  }
  throw new AppError('request.too-large', 'the picture is too large');
}

async function bitmapOf(file: Blob): Promise<ImageBitmap> {
  // What is drawn by words of its own could draw something else tomorrow.
  if (file.type === 'image/svg+xml') throw new AppError('attachment.type', 'no drawings in SVG');
  try {
    return await createImageBitmap(file);
  } catch (cause) {
    throw new AppError('request.invalid', 'this is no picture that can be read', { cause });
  }
}

function drawn(bitmap: ImageBitmap, scale: number): HTMLCanvasElement {
  const [width, height] = [bitmap.width, bitmap.height].map((edge) => Math.max(16, Math.round(edge * scale))) as [number, number];
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  if (!context) throw new AppError('internal', 'this browser draws no pictures');
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
}
