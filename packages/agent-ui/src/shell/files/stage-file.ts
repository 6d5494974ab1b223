import { randomId, systemRandom } from '@alongside/base';
import { FILE_PART, shellPage } from '@alongside/protocol';
import type { CoreClient } from '../core/core-client.ts';

const BYTES_A_PART = (FILE_PART / 4) * 3;

/** Hands a file to the core, in parts; its id. Nothing leaves the machine by that. */
export async function stageFile(client: Pick<CoreClient, 'call'>, file: File): Promise<string> {
  const fileId = randomId(systemRandom());
  const of = Math.max(1, Math.ceil(file.size / BYTES_A_PART));
  for (let index = 0; index < of; index += 1) {
    const part = file.slice(index * BYTES_A_PART, (index + 1) * BYTES_A_PART);
    const data = await base64Of(part);
    await client.call(shellPage.filePart, { fileId, name: file.name, index, of, data });
  }
  return fileId;
}

/** By the browser itself: a loop over each byte would hold up the page. */
function base64Of(part: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,?/u, ''));
    reader.onerror = () => reject(reader.error ?? new Error('the file cannot be read'));
    reader.readAsDataURL(part);
  });
}
