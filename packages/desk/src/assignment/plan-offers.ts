import type { GroupAssignment } from '@alongside/protocol';
import { type Candidate, choosePerson } from './choose-person.ts';

/** A ticket that waits for somebody and is nobody's. */
export interface WaitingTicket {
  readonly id: string;
  readonly number: number;
  readonly priority: number;
  readonly createdAt: number;
  /** Null: of no group yet. */
  readonly groupId: string | null;
  readonly category: string | null;
  /** Who was asked and passed. */
  readonly passed: readonly string[];
}

export interface OfferingGroup {
  readonly id: string;
  readonly memberIds: readonly string[];
  readonly assignment: GroupAssignment;
}

export interface PlannedOffer {
  readonly ticketId: string;
  readonly groupId: string;
  readonly personId: string;
  readonly answerWithinMs: number;
}

/** Which group offers it: its own, or, while it has none, the first that takes what is new. */
export function offeringGroup(
  { groupId }: Pick<WaitingTicket, 'groupId'>,
  groups: readonly OfferingGroup[],
): OfferingGroup | undefined {
  const group = groupId === null ? groups.find(({ assignment }) => assignment.takesNew) : groups.find(({ id }) => id === groupId);
  return group?.assignment.how === 'offered' ? group : undefined;
}

/** What a ticket asks of whoever takes it in this group. */
export function wantedSkills({ assignment }: Pick<OfferingGroup, 'assignment'>, category: string | null): string[] {
  return assignment.byCategory && category !== null ? [...assignment.skills, category] : [...assignment.skills];
}

/** Whom each ticket is offered to now, the most urgent first; of equals, who waits longer. What fits nobody waits on. */
export function planOffers(
  tickets: readonly WaitingTicket[],
  groups: readonly OfferingGroup[],
  people: readonly Candidate[],
): PlannedOffer[] {
  const now = new Map(people.map((person) => [person.id, person]));
  const inOrder = [...tickets].sort(
    (one, other) =>
      other.priority - one.priority ||
      one.createdAt - other.createdAt ||
      one.number - other.number ||
      (one.id < other.id ? -1 : 1),
  );
  const planned: PlannedOffer[] = [];
  for (const ticket of inOrder) {
    const group = offeringGroup(ticket, groups);
    if (group === undefined) continue;
    const { limit, answerWithinSec } = group.assignment;
    const rule = { limit, skills: wantedSkills(group, ticket.category) };
    const members = group.memberIds.flatMap((id) => now.get(id) ?? []);
    const person = choosePerson(members, rule, ticket.passed);
    if (person === undefined) continue;
    now.set(person.id, { ...person, load: person.load + 1, offers: person.offers + 1 });
    planned.push({ ticketId: ticket.id, groupId: group.id, personId: person.id, answerWithinMs: answerWithinSec * 1000 });
  }
  return planned;
}
