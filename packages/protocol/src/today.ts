/** A request that nobody has taken for so long is told. */
export const UNASSIGNED_MIN = 15;
/** Spans of what was solved, in days; what users gave is of the longest. */
export const TODAY_DAYS = [7, 30] as const;
/** Categories that are told by their names; what is left stands in one line. */
export const TODAY_CATEGORIES = 12;
