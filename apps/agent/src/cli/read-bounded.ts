import { open } from 'node:fs/promises';

const PART_BYTES = 1024 * 1024;

/**
 * At most `maxBytes` of a file; undefined where it has more. Reads in parts, so that a device or a pipe that never ends
 * does no harm. Throws what the file system says.
 */
export async function readBounded(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const file = await open(path, 'r');
  try {
    const parts: Uint8Array[] = [];
    for (let length = 0; length <= maxBytes; ) {
      const part = new Uint8Array(Math.min(PART_BYTES, maxBytes + 1 - length));
      const { bytesRead } = await file.read(part, 0, part.length);
      if (bytesRead === 0) return Buffer.concat(parts);
      // A copy: a pipe gives little at a time, and each view of it would keep its whole part.
      parts.push(part.slice(0, bytesRead));
      length += bytesRead;
    }
    return undefined;
  } finally {
    await file.close();
  }
}
