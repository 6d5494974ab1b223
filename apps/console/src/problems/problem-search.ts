import { id } from '@alongside/protocol';
import { z } from 'zod';

const search = z.object({
  show: z.enum(['open', 'all']).optional().catch(undefined),
  /** What is done with the problem of the address; without one `edit` is a new problem. */
  act: z.enum(['edit']).optional().catch(undefined),
  /** The ticket whose signs a new problem begins with. */
  from: id.optional().catch(undefined),
});
export type ProblemSearch = z.infer<typeof search>;

/** Reads an address that anybody may have written: parts that are nothing are left out. */
export function readProblemSearch(address: Readonly<Record<string, unknown>>): ProblemSearch {
  const { show, act, from } = search.parse(address);
  return {
    ...(show === undefined || show === 'open' ? {} : { show }),
    ...(act === undefined ? {} : { act }),
    ...(from === undefined ? {} : { from }),
  };
}
