/** What comes back from the developers of what the desk asked them (developer-issue.ts has what it asks). */
import { z } from 'zod';
import { id, line, prose } from './common.ts';

export const DEVELOPER_STATES = ['asked', 'accepted', 'fixed', 'declined'] as const;
export const developerState = z.enum(DEVELOPER_STATES);
export type DeveloperState = z.infer<typeof developerState>;

const number = z.int().min(1);
const given = (max: number) => line(max).pipe(z.string().min(1));

/** Where the issue is read. Shown as a link at the desk, so nothing but https, and no name or password in it. */
export const trackerUrl = z
  .url({ protocol: /^https$/u })
  .max(500)
  .regex(/^https:\/\/[^/?#@\\]+(?:[/?#]|$)/u, 'an https address without a name or a password');

const reference = line(120);
const url = trackerUrl.nullable();
const fixedIn = line(60);
const reason = prose(1000);
/** Where it is and what came of it, as far as it is known. */
export const answeredParts = { reference, url, fixedIn, reason };
/** An empty reference and a null address leave those that are there. */
export const developersAnswer = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('accepted'), reference: given(120), url }),
  z.strictObject({ state: z.literal('fixed'), reference, url, /** The version that has the fix. */ fixedIn: given(60) }),
  z.strictObject({
    state: z.literal('declined'),
    reference,
    url,
    reason: reason.refine((text) => text.trim() !== '', 'say why'),
  }),
]);
export type DevelopersAnswer = z.infer<typeof developersAnswer>;

/** An entry of a ticket's log: what became of an issue that it waits for. */
export const developersEventBody = z.strictObject({
  type: z.literal('developers'),
  issue: z.strictObject({ issueId: id, number }),
  /** `asked`: it is the issue's own ticket; `linked`: one that was added to it; `problem`: its known problem is the issue's. */
  via: z.enum(['asked', 'linked', 'problem']),
  state: developerState,
  ...answeredParts,
});
