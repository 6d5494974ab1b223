import { z } from 'zod';

/** What is read of `npm audit --json` (npm 9 to 11): by package, how bad, and whether the fault is its own. */
const report = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.enum(['info', 'low', 'moderate', 'high', 'critical']),
      via: z.array(z.union([z.string(), z.object({ title: z.string(), url: z.string() })])),
    }),
  ),
  metadata: z.object({ dependencies: z.object({ total: z.number() }) }),
});

export interface Audit {
  readonly packages: number;
  /** High and critical ones, a line each. */
  readonly grave: readonly string[];
  readonly others: number;
}

/** Undefined where npm said something else, as when the registry does not answer. */
export function readAudit(text: string): Audit | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined; // npm's error text.
  }
  const read = report.safeParse(value).data;
  if (!read) return undefined;
  const all = Object.entries(read.vulnerabilities);
  const grave = all.filter(([, { severity }]) => severity === 'high' || severity === 'critical');
  return {
    packages: read.metadata.dependencies.total,
    grave: grave.map(([name, { severity, via }]) => {
      const told = via.map((each) => (typeof each === 'string' ? `by ${each}` : `${each.title} ${each.url}`));
      return `${name}: ${severity}; ${told.join(', ')}`;
    }),
    others: all.length - grave.length,
  };
}
