import { canonical } from '@alongside/consent';
import { audienceOf, REPORTS } from '@alongside/desk';
import { limitLevels } from '@alongside/diagnostics/words';
import { type Report, report as reportSchema, type Standing } from '@alongside/protocol';

/** The bytes of a report that this person may have: those that were sent, or canonical ones of what is left of them. */
export function reportSeenBy(standing: Standing, body: string): string {
  const report = read(body);
  const { levels, without } = REPORTS[audienceOf(standing)];
  const left = canonical(limitLevels(report, levels, without));
  // The levels that a report names are also those of an older agent: what is compared is what is left.
  return left === canonical(report) ? body : left;
}

export function checksIn(body: string): string[] {
  const { findings, unknowns } = read(body);
  return [...findings, ...unknowns].map(({ check }) => check);
}

/** Kept by the diagnosis desk alone, which checks them. */
function read(body: string): Report {
  return reportSchema.parse(JSON.parse(body));
}
