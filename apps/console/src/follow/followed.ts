import type { http } from '@alongside/protocol';
import type { z } from 'zod';

/** What the link of a ticket opens. */
export type Followed = z.infer<typeof http.followRead.result>;
