/** How a group's tickets find somebody: given by hand, or offered to whoever has the least to do. */
import { z } from 'zod';
import { line } from './common.ts';

export const skill = line(40);
export const MAX_SKILLS = 20;
export const skills = z.array(skill).max(MAX_SKILLS);

export const groupAssignment = z.strictObject({
  how: z.enum(['by-hand', 'offered']),
  /** Nobody is offered more than they have so many of. */
  limit: z.int().min(1).max(50),
  /** An offer that is not answered by then goes to somebody else, and the ticket is for everybody meanwhile. */
  answerWithinSec: z.int().min(15).max(900),
  /** What somebody must know to be offered one. */
  skills,
  /** The ticket's category is such a skill, too. */
  byCategory: z.boolean(),
  /** Requests that no group has are offered as this one's. */
  takesNew: z.boolean(),
});
export type GroupAssignment = z.infer<typeof groupAssignment>;

/** Of a group that nobody has set otherwise. */
export const GIVEN_BY_HAND: GroupAssignment = {
  how: 'by-hand',
  limit: 5,
  answerWithinSec: 60,
  skills: [],
  byCategory: false,
  takesNew: false,
};
