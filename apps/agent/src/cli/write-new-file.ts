import { open, rm } from 'node:fs/promises';

const OWNER_ONLY = 0o600;

/**
 * A file that was not there, for its owner alone from the first moment; follows no link and replaces nothing. One that cannot
 * be written whole is not left behind: it would stand in the way of the next try. Throws what the file system says.
 */
export async function writeNewFile(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', OWNER_ONLY);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
}
