import { readFile } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import { join } from 'node:path';

export interface XCookie {
  readonly name: string;
  /** Bytes as a latin1 string, as the vendor library takes them. */
  readonly data: string;
}

const FAMILY_LOCAL = 256;
const FAMILY_WILD = 65_535;
const NO_COOKIE: XCookie = { name: '', data: '' };

interface Entry extends XCookie {
  readonly family: number;
  readonly address: string;
  readonly display: string;
}

/**
 * Entries of an Xauthority file (libXau, Xauth.h): family, then four strings with a 16-bit length, all big-endian.
 * A file that ends in the middle gives the entries before that.
 */
export function parseXAuthority(bytes: Buffer): readonly Entry[] {
  const entries: Entry[] = [];
  let offset = 0;
  const text = (): string | undefined => {
    if (offset + 2 > bytes.length) return undefined;
    const end = offset + 2 + bytes.readUInt16BE(offset);
    if (end > bytes.length) return undefined;
    const value = bytes.toString('latin1', offset + 2, end);
    offset = end;
    return value;
  };
  while (offset + 2 <= bytes.length) {
    const family = bytes.readUInt16BE(offset);
    offset += 2;
    const [address, display, name, data] = [text(), text(), text(), text()];
    if (address === undefined || display === undefined || name === undefined || data === undefined) break;
    entries.push({ family, address, display, name, data });
  }
  return entries;
}

/**
 * The cookie for a display of this machine. The vendor's own look-up throws out of a callback when the file cannot be
 * read and prints to the console, so it is not used. No file or no fitting entry: an empty cookie, and the X server decides.
 */
export async function findXCookie(env: Readonly<Record<string, string | undefined>>, displayNumber: number): Promise<XCookie> {
  const path = env.XAUTHORITY || join(env.HOME || homedir(), '.Xauthority');
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch {
    // Absent or not readable: many servers let the same user in without a cookie, and a refusal is told by the connection.
    return NO_COOKIE;
  }
  const host = hostname();
  const fitting = parseXAuthority(bytes).find(
    (entry) =>
      entry.name === 'MIT-MAGIC-COOKIE-1' &&
      (entry.family === FAMILY_WILD || (entry.family === FAMILY_LOCAL && entry.address === host)) &&
      (entry.display === '' || entry.display === String(displayNumber)),
  );
  return fitting ? { name: fitting.name, data: fitting.data } : NO_COOKIE;
}
