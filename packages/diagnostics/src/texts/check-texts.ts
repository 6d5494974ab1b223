import english from './en.json' with { type: 'json' };

export interface Nested {
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

/** What a ticket of a finding says, where no page is there to say it; of a check that is not known here, by its id. */
export function findingTicket(check: string, status: 'fail' | 'warn'): string {
  const title = Object.hasOwn(checkRows, check) ? (checkRows[check]?.title ?? check) : check;
  return english.ticket[status].replace('{{title}}', () => title);
}

/**
 * For a catalogue (under `checks`): the words of pages about findings, each check's at `checks.AREA.NAME.…`, as dots part
 * the keys of i18next.
 */
export const checkTexts = nestedChecks(english);

/** Looks a text up, chooses its plural by `count`, and fills its gaps; `key` is below what `checkTexts` is put under. */
export type CheckText = (key: string, values?: Readonly<Record<string, string | number>>) => string;

export function nestedChecks(texts: Nested & { readonly checks: Readonly<Record<string, Nested>> }): Nested {
  const areas: Record<string, Record<string, Nested>> = {};
  for (const [id, row] of Object.entries(texts.checks)) {
    const [area = '', name = ''] = id.split('.');
    areas[area] = { ...areas[area], [name]: row };
  }
  return { ...texts, checks: areas };
}
