import { AppError } from '@alongside/base';
import { MAX_PICTURE_BYTES, type PictureType } from '@alongside/protocol';
import { type Change, fitted } from './selection.ts';

/** As large as text on a screen needs to stay legible. */
const LONGEST_SIDE = 2560;
const QUALITIES = [0.9, 0.75, 0.6] as const;
const SMALLER = 0.75;
const TRIES = 5;

/** A picture as it would be sent. */
export interface MadePicture {
  readonly type: PictureType;
  readonly base64: string;
  readonly bytes: number;
}

/** What somebody chose or pasted, as pixels: whatever else the file held is gone. Throws `request.invalid` for no picture. */
export async function readPicture(file: Blob): Promise<HTMLCanvasElement> {
  try {
    const bitmap = await createImageBitmap(file);
    const canvas = scaled(bitmap, LONGEST_SIDE);
    bitmap.close();
    return canvas;
  } catch (cause) {
    throw new AppError('request.invalid', 'this is no picture that can be read', { cause });
  }
}

/** With what was blacked out painted over, and what was cut off left out: another canvas, whose pixels are all there is. */
export function changed(original: HTMLCanvasElement, changes: readonly Change[]): HTMLCanvasElement {
  let canvas = copyOf(original, { x: 0, y: 0, width: original.width, height: original.height });
  for (const { kind, box } of changes) {
    if (kind === 'cut') canvas = copyOf(canvas, box);
    else {
      const context = contextOf(canvas);
      context.fillStyle = '#000';
      context.fillRect(box.x, box.y, box.width, box.height);
    }
  }
  return canvas;
}

/** As PNG, or as JPEG and smaller where that is too large. Throws `request.too-large`. */
export async function encoded(canvas: HTMLCanvasElement): Promise<MadePicture> {
  let current = canvas;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const kinds = [['image/png', undefined] as const, ...QUALITIES.map((quality) => ['image/jpeg', quality] as const)];
    for (const [type, quality] of kinds) {
      const blob = await blobOf(current, type, quality);
      if (blob.size <= MAX_PICTURE_BYTES) return { type, base64: await base64Of(blob), bytes: blob.size };
    }
    current = scaled(current, Math.max(current.width, current.height) * SMALLER);
  }
  throw new AppError('request.too-large', 'the picture is too large');
}

function scaled(source: ImageBitmap | HTMLCanvasElement, longest: number): HTMLCanvasElement {
  const { width, height } = fitted(source, longest);
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  contextOf(canvas).drawImage(source, 0, 0, width, height);
  return canvas;
}

function copyOf(source: HTMLCanvasElement, { x, y, width, height }: Change['box']): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  contextOf(canvas).drawImage(source, x, y, width, height, 0, 0, width, height);
  return canvas;
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new AppError('internal', 'this browser draws no pictures');
  return context;
}

function blobOf(canvas: HTMLCanvasElement, type: PictureType, quality: number | undefined): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const take = (blob: Blob | null) => (blob ? resolve(blob) : reject(new AppError('internal', 'no picture was made')));
    canvas.toBlob(take, type, quality);
  });
}

function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/u, ''));
    reader.onerror = () => reject(new AppError('internal', 'the picture could not be read'));
    reader.readAsDataURL(blob);
  });
}
