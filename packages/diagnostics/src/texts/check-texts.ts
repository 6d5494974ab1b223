import english from './en.json' with { type: 'json' };

interface Nested {
  readonly [key: string]: string | Nested;
}

/** A row for each check, by its id. `technician` says the figures; the other sentences are the user's. */
export interface CheckRow {
  readonly title: string;
  readonly meaning: string;
  readonly todo: string;
  readonly technician: string;
  /** One for each status or text that the check judges. */
  readonly [text: string]: string;
}

export const checkRows: Readonly<Record<string, CheckRow>> = english.checks;

/** The name of a check; of one that is not known here, its id. */
export function checkTitle(check: string): string {
  return Object.hasOwn(checkRows, check) ? (checkRows[check]?.title ?? check) : check;
}

/**
 * For a catalogue (under `checks`): the words of pages about findings, each check's at `checks.AREA.NAME.…`, as dots part
 * the keys of i18next.
 */
export const checkTexts: Nested = { ...english, checks: nested(english.checks) };

/** Looks a text up, chooses its plural by `count`, and fills its gaps; `key` is below what `checkTexts` is put under. */
export type CheckText = (key: string, values?: Readonly<Record<string, string | number>>) => string;

function nested(rows: Readonly<Record<string, Nested>>): Nested {
  const areas: Record<string, Record<string, Nested>> = {};
  for (const [id, row] of Object.entries(rows)) {
    const [area = '', name = ''] = id.split('.');
    areas[area] = { ...areas[area], [name]: row };
  }
  return areas;
}
