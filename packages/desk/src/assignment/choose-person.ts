/** Somebody who could be offered a ticket. */
export interface Candidate {
  readonly id: string;
  readonly name: string;
  /** At the desk, ready for work, and in no session. */
  readonly available: boolean;
  readonly skills: readonly string[];
  /** Tickets that wait for them, those that they are offered among them. */
  readonly load: number;
  /** How many they are offered now: nobody is asked about two at once. */
  readonly offers: number;
  /** When they were offered one last; null: not since the server started. */
  readonly offeredAt: number | null;
}

export interface OfferRule {
  /** So many tickets a person, and no more. */
  readonly limit: number;
  /** Each of these, and any others besides. */
  readonly skills: readonly string[];
}

/** As skills are compared: nobody remembers how somebody else wrote one. */
export function skillKey(skill: string): string {
  return skill.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase();
}

/** Without the empty ones and those that are there twice. */
export function tidySkills(skills: readonly string[]): string[] {
  const byKey = new Map(skills.map((skill) => [skillKey(skill), skill.trim().replace(/\s+/gu, ' ')]));
  byKey.delete('');
  return [...byKey.values()];
}

export function hasSkills(has: readonly string[], wanted: readonly string[]): boolean {
  const keys = new Set(has.map(skillKey));
  return wanted.every((skill) => keys.has(skillKey(skill)));
}

export function canTake({ available, skills, load, offers }: Candidate, rule: OfferRule): boolean {
  return available && offers === 0 && load < rule.limit && hasSkills(skills, rule.skills);
}

/**
 * Whom to offer a ticket to: of those whom it fits and who have not passed it, the one with the least to do; of equals, who
 * was asked longest ago.
 */
export function choosePerson(
  candidates: readonly Candidate[],
  rule: OfferRule,
  passed: readonly string[],
): Candidate | undefined {
  return candidates
    .filter((each) => !passed.includes(each.id) && canTake(each, rule))
    .reduce<Candidate | undefined>((best, each) => (best === undefined || isBefore(each, best) ? each : best), undefined);
}

function isBefore(one: Candidate, other: Candidate): boolean {
  if (one.load !== other.load) return one.load < other.load;
  const [asked, askedOther] = [one.offeredAt ?? -1, other.offeredAt ?? -1];
  if (asked !== askedOther) return asked < askedOther;
  return one.id < other.id;
}
