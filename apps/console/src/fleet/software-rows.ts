import type { FleetProgram } from '@alongside/protocol';

export interface ProgramFilter {
  readonly program?: string;
  readonly ended?: true;
}

/** Whether a version of it is installed somewhere that its maker mends no more. */
export function hasEnded({ versions }: Pick<FleetProgram, 'versions'>): boolean {
  return versions.some(({ endedAt }) => endedAt !== null);
}

/** Those whose names have all the words, on the most computers first; of as many, by name. */
export function programsShown(
  programs: readonly FleetProgram[],
  { program = '', ended }: ProgramFilter,
  compare: (a: string, b: string) => number,
): FleetProgram[] {
  const words = program.toLocaleLowerCase().split(/\s+/u);
  return programs
    .filter(({ name }) => words.every((word) => name.toLocaleLowerCase().includes(word)))
    .filter((each) => ended !== true || hasEnded(each))
    .sort((a, b) => b.devices - a.devices || compare(a.name, b.name));
}

/** One row for each version, for spreadsheets; `head`: program, version, computers, ended on. */
export function programRows(programs: readonly FleetProgram[], head: readonly string[]): readonly (readonly string[])[] {
  const rows = programs.flatMap(({ name, versions }) =>
    versions.map(({ version, devices, endedAt }) => [name, version, String(devices), endedAt === null ? '' : dayOf(endedAt)]),
  );
  return [head, ...rows];
}

/** `2025-04-30`: tables of ends of life are of days in UTC. */
const dayOf = (instant: number) => new Date(instant).toISOString().slice(0, 10);
