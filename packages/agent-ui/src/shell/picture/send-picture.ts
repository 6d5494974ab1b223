import { randomId, systemRandom } from '@alongside/base';
import { FILE_PART, shellPage } from '@alongside/protocol';
import type { CoreClient } from '../core/core-client.ts';
import type { MadePicture } from './draw.ts';

/** Hands a picture to the core, in parts; its id. Nothing leaves the machine by that. */
export async function stagePicture(client: Pick<CoreClient, 'call'>, { type, base64 }: MadePicture): Promise<string> {
  const pictureId = randomId(systemRandom());
  const of = Math.max(1, Math.ceil(base64.length / FILE_PART));
  for (let index = 0; index < of; index += 1) {
    const data = base64.slice(index * FILE_PART, (index + 1) * FILE_PART);
    await client.call(shellPage.picturePart, { pictureId, type, index, of, data });
  }
  return pictureId;
}
