import { readProcFile } from './process-table.ts';

/**
 * What the processes of one shell inherit, so that they can be found after they left its session and lost their parent.
 * - `variable`: an environment variable; `env -i` clears it.
 * - `limit`: an unusual soft limit of POSIX message queue bytes (setrlimit(2)). It goes through fork, exec, setsid and
 *   `env -i`, and next to no program looks at it.
 */
export type ProcessMark =
  | { readonly kind: 'variable'; readonly name: string; readonly value: string }
  | { readonly kind: 'limit'; readonly bytes: number };

const LIMIT_ROW = /^Max msgqueue size\s+(\S+)\s+(\S+)/mu;

/** Soft and hard limit of POSIX message queue bytes; undefined where the process is gone. Infinity for `unlimited`. */
export function readQueueLimit(pid: number | 'self'): { readonly soft: number; readonly hard: number } | undefined {
  const row = readProcFile(`/proc/${pid}/limits`)?.match(LIMIT_ROW);
  if (!row) return undefined;
  const value = (text: string | undefined) => (text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text));
  return { soft: value(row[1]), hard: value(row[2]) };
}

/** A limit below the hard one that nothing else has, from 32 random bits; undefined where the hard limit leaves no room. */
export function chooseQueueLimit(hard: number, random: number): number | undefined {
  const lowest = 65_536;
  const highest = Math.min(hard - 1, 2 ** 32);
  if (!(highest - lowest > 100_000)) return undefined;
  return lowest + (random % (highest - lowest));
}

export function carriesMark(pid: number, marks: readonly ProcessMark[]): boolean {
  return marks.some((mark) =>
    mark.kind === 'limit'
      ? readQueueLimit(pid)?.soft === mark.bytes
      : (readProcFile(`/proc/${pid}/environ`)?.split('\0').includes(`${mark.name}=${mark.value}`) ?? false),
  );
}

/** One line of text and back, as the watchdog is told of it. */
export function formatMark(mark: ProcessMark): string {
  return mark.kind === 'limit' ? `limit:${mark.bytes}` : `variable:${mark.name}=${mark.value}`;
}

export function parseMark(text: string): ProcessMark | undefined {
  const limit = /^limit:(\d{5,10})$/u.exec(text);
  if (limit) return { kind: 'limit', bytes: Number(limit[1]) };
  const variable = /^variable:([A-Z_]{1,64})=([A-Za-z0-9_-]{16,64})$/u.exec(text);
  if (variable?.[1] && variable[2]) return { kind: 'variable', name: variable[1], value: variable[2] };
  return undefined;
}
