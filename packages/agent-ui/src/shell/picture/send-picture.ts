import { randomId, systemRandom } from '@alongside/base';
import { PICTURE_PART, shellPage } from '@alongside/protocol';
import type { CoreClient } from '../core/core-client.ts';
import type { MadePicture } from './draw.ts';

/** Hands a picture to the core, in parts; its id. Nothing leaves the machine by that. */
export async function stagePicture(client: Pick<CoreClient, 'call'>, { type, base64 }: MadePicture): Promise<string> {
  const pictureId = randomId(systemRandom());
  const of = Math.max(1, Math.ceil(base64.length / PICTURE_PART));
  for (let index = 0; index < of; index += 1) {
    const data = base64.slice(index * PICTURE_PART, (index + 1) * PICTURE_PART);
    await client.call(shellPage.picturePart, { pictureId, type, index, of, data });
  }
  return pictureId;
}
