/** A desktop entry (freedesktop.org's desktop entry specification 1.5) as text: what is asked of it and changed in it, and nothing else. */

const GROUP = '[Desktop Entry]';
const MARK = 'X-Alongside-Off';
/** What our own lines look like; only they are taken out again. */
const OWN_LINE = new RegExp(`^(?:Hidden=true|${MARK}=true)$`, 'u');
const KEPT = 'X-Alongside-Was-';

/** The value of a key of the main group; undefined where there is none. */
export function entryValue(text: string, key: string): string | undefined {
  const row = mainRows(text).find((line) => line.split('=', 1)[0]?.trim() === key);
  return row?.slice(row.indexOf('=') + 1).trim();
}

export function isOff(text: string): boolean {
  return entryValue(text, 'Hidden') === 'true';
}

/** It was switched off by `switchedOff`, and by nobody else. */
export function isOffByUs(text: string): boolean {
  return isOff(text) && entryValue(text, MARK) === 'true';
}

/** The same entry, which the desktop does not start. Undefined where it is no entry. */
export function switchedOff(text: string): string | undefined {
  const rows = text.split('\n');
  const head = rows.findIndex((row) => row.trim() === GROUP);
  if (head < 0) return undefined;
  const end = endOfGroup(rows, head);
  const before = rows.slice(head + 1, end).map((row) => (/^Hidden\s*=/u.test(row) ? KEPT + row : row));
  return [...rows.slice(0, head + 1), 'Hidden=true', `${MARK}=true`, ...before, ...rows.slice(end)].join('\n');
}

/** What it was before `switchedOff`, byte for byte. */
export function switchedOn(text: string): string {
  const rows = text.split('\n');
  const head = rows.findIndex((row) => row.trim() === GROUP);
  const end = endOfGroup(rows, head);
  const own = rows.slice(head + 1, end).filter((row) => !OWN_LINE.test(row));
  const restored = own.map((row) => (row.startsWith(KEPT) ? row.slice(KEPT.length) : row));
  return [...rows.slice(0, head + 1), ...restored, ...rows.slice(end)].join('\n');
}

function mainRows(text: string): readonly string[] {
  const rows = text.split('\n');
  const head = rows.findIndex((row) => row.trim() === GROUP);
  return head < 0 ? [] : rows.slice(head + 1, endOfGroup(rows, head));
}

function endOfGroup(rows: readonly string[], head: number): number {
  const next = rows.findIndex((row, index) => index > head && row.trim().startsWith('['));
  return next < 0 ? rows.length : next;
}
