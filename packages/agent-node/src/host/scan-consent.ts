import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '@alongside/base';
import { instant, line, privacyLevel } from '@alongside/protocol';
import { z } from 'zod';

const MAX_BYTES = 8 * 1024;
/** Group's and others' right to write, and the bit by which only an owner may replace what is in a folder (chmod(2)). */
const WRITABLE = 0o022;
const STICKY = 0o1000;

/** Where the administrator of a machine without a person allows that scans of it are sent, and where that is taken back. */
export function scanConsentFile(platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform === 'win32') return undefined;
  return join(platform === 'darwin' ? '/Library/Application Support/Alongside' : '/etc/alongside', 'scan-consent.json');
}

const scanConsent = z.strictObject({
  format: z.literal('scan-consent/v1'),
  /** Whom it is for, as the enrollment names them. */
  organisation: line(120),
  server: z.string().max(300),
  /** What a person uses and how is never sent without one. */
  levels: z
    .array(privacyLevel.extract(['P0', 'P1']))
    .min(1)
    .max(2),
  /** A day; it counts until that day begins (UTC). */
  until: z.iso.date().optional(),
});
export type ScanConsent = z.infer<typeof scanConsent>;

/**
 * The standing consent of a machine without a person. Throws `consent.missing` where there is none or it is for another
 * server, `consent.expired`, and `consent.refused` where somebody else than root could have written it.
 */
export async function readScanConsent(
  path: string | undefined,
  { organisation, server, now }: { readonly organisation: string; readonly server: string; readonly now: number },
): Promise<ScanConsent> {
  if (path === undefined) throw new AppError('consent.missing', 'on this system there is no file for it');
  const text = await readOfRoot(path);
  const parsed = scanConsent.safeParse(parseJson(text));
  if (!parsed.success) throw new AppError('consent.missing', `${path} is no scan-consent/v1`);
  const consent = parsed.data;
  if (consent.server !== server || consent.organisation !== organisation) {
    throw new AppError(
      'consent.missing',
      `${path} is for ${consent.organisation} at ${consent.server}, not for ${organisation} at ${server}`,
    );
  }
  if (consent.until !== undefined && now >= instant.parse(Date.parse(consent.until))) {
    throw new AppError('consent.expired', `${path} ended on ${consent.until}`);
  }
  return consent;
}

/** The text of a file that nobody but root could have put there, through one handle. */
async function readOfRoot(path: string): Promise<string> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const found = await file.stat();
    if (!found.isFile() || found.uid !== 0 || (found.mode & WRITABLE) !== 0) throw notOfRoot(path);
    if (found.size > MAX_BYTES) throw new AppError('consent.missing', `${path} is too large`);
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const { uid, mode } = await stat(folder);
      if (uid !== 0 || ((mode & WRITABLE) !== 0 && (mode & STICKY) === 0)) throw notOfRoot(folder);
      if (dirname(folder) === folder) break;
    }
    return await file.readFile('utf8');
  } catch (error) {
    if (error instanceof AppError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? `there is no ${path}` : `${path} cannot be read (${code})`;
    throw new AppError('consent.missing', why, { cause: error });
  } finally {
    await file?.close();
  }
}

function notOfRoot(path: string): AppError {
  return new AppError('consent.refused', `${path} can be written by others than root`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No JSON, so no consent: the schema says so.
  }
}
