import type { HoursOfWeek } from '@alongside/protocol';

export type WhenChoice = 'always' | 'weekdays' | 'daily';

export const DAYS_OFFERED = [1, 7, 30] as const;

/** The hours that a choice means, by this computer's own clock; null: at any time. `from` and `to` are full hours. */
export function hoursOf(when: WhenChoice, from: number, to: number, timeZone: string): HoursOfWeek | null {
  if (when === 'always') return null;
  const open = spans(from, to);
  const hours = Array.from({ length: 7 }, (_, day) => (when === 'daily' || day < 5 ? open : []));
  return { timeZone, hours };
}

/** Over midnight it is two spans of each day. */
function spans(from: number, to: number): { from: number; to: number }[] {
  if (from < to) return [{ from: from * 60, to: to * 60 }];
  const late = from < 24 ? [{ from: from * 60, to: 24 * 60 }] : [];
  return to > 0 ? [{ from: 0, to: to * 60 }, ...late] : late;
}
