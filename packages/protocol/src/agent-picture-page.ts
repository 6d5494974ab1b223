/** Between the agent's shell page and its core: a picture of the user's own that goes with a request. */
import { request } from '@alongside/rpc';
import { z } from 'zod';
import { FILE_PART, partOf } from './agent-file-page.ts';
import { id, nothing } from './common.ts';

/** As the page has made it: what was blacked out or cut off is not in these bytes. */
export const MAX_PICTURE_BYTES = 1024 * 1024;
const MAX_PARTS = Math.ceil((MAX_PICTURE_BYTES * 4) / 3 / FILE_PART) + 1;

export const pictureType = z.enum(['image/png', 'image/jpeg']);
export type PictureType = z.infer<typeof pictureType>;

/** Its bytes as base64, in parts; `of` is how many there are. The first part of another picture takes the place of this. */
export const picturePart = request('picture/part', {
  from: 'page',
  maxBytes: FILE_PART + 4 * 1024,
  params: z.strictObject({ pictureId: id, type: pictureType, ...partOf(MAX_PARTS) }).refine(({ index, of }) => index < of),
  result: nothing,
});
