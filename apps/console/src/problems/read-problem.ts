import type { http } from '@alongside/protocol';
import type { z } from 'zod';

/** A known problem as its page has it. */
export type ReadProblem = z.infer<typeof http.problem.result>;
