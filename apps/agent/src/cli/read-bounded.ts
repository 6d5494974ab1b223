import { open } from 'node:fs/promises';

/**
 * At most `maxBytes` of a file; undefined where it has more. Reads in parts, so that a device or a pipe that never ends
 * does no harm. Throws what the file system says.
 */
export async function readBounded(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const file = await open(path, 'r');
  try {
    const bytes = new Uint8Array(maxBytes + 1);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length);
      if (bytesRead === 0) return bytes.subarray(0, length);
      length += bytesRead;
    }
    return undefined;
  } finally {
    await file.close();
  }
}
