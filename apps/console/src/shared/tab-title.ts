/**
 * The title of the tab, `(2) Settings · Alongside`: how many wait is one hand's to write, the page another's, and each leaves
 * the other's part as it is.
 */
const WAITING = /^\(\d+\) /u;

export function withWaiting(title: string, count: number): string {
  const page = title.replace(WAITING, '');
  return count > 0 ? `(${count}) ${page}` : page;
}

/** `name`: of the page; undefined, or the program's own, for the first one. */
export function withPage(title: string, name: string | undefined, app: string): string {
  const waiting = WAITING.exec(title)?.[0] ?? '';
  return waiting + (name === undefined || name === app ? app : `${name} · ${app}`);
}
