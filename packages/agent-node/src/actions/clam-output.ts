import type { ScanFound } from '@alongside/agent-core';
import { AppError } from '@alongside/base';

const SUMMARY = '----------- SCAN SUMMARY -----------';
const FIGURE = /^(Known viruses|Scanned files|Infected files|Total errors): (\d+)$/u;
/** Names of threats have no spaces; those of files may have anything. */
const ROW = /^(?<file>.*): (?:(?<threat>\S+) FOUND|OK)$/u;
const MAX_THREATS = 20;

/**
 * What clamscan writes: a row a file, then figures; clamdscan writes rows of what it found alone. A file's name may have
 * line ends and look like any of both, so figures count from the last heading alone, and names are told only where there
 * are as many rows as files. That keeps every finding; a name is a hint, and no more than that.
 */
export class ClamOutput {
  readonly #folder: string;
  readonly #threats: { threat: string; file: string }[] = [];
  #rows = 0;
  #infected = 0;
  #strays = 0;
  #figures = new Map<string, number>();

  /** The real path that is scanned. */
  constructor(folder: string) {
    this.#folder = folder.endsWith('/') ? folder : `${folder}/`;
  }

  /** Files so far. */
  get rows(): number {
    return this.#rows;
  }

  handleLine(line: string): void {
    if (line === SUMMARY) {
      this.#figures = new Map();
      return;
    }
    const [, name, figure] = FIGURE.exec(line) ?? [];
    if (name !== undefined) this.#figures.set(name, Number(figure));
    const row = line.startsWith(this.#folder) ? ROW.exec(line.slice(this.#folder.length))?.groups : undefined;
    if (row === undefined) {
      if (line !== '' && this.#figures.size === 0) this.#strays += 1;
      return;
    }
    this.#rows += 1;
    if (row.threat === undefined) return;
    this.#infected += 1;
    if (this.#threats.length < MAX_THREATS) this.#threats.push({ threat: row.threat, file: row.file ?? '' });
  }

  /** Throws `action.failed` where it came to no figures, or read no signatures. */
  result(): ScanFound {
    const figure = (name: string) => this.#figures.get(name);
    const [checked, found] = [figure('Scanned files') ?? null, figure('Infected files')];
    if (found === undefined || figure('Known viruses') === 0) {
      throw new AppError('action.failed', 'the scanner came to no result');
    }
    const sure = this.#infected === found && (checked === null ? this.#strays === 0 : this.#rows === checked);
    const threats = this.#threats.map(({ threat, file }) => ({ threat, file: sure ? file : null }));
    return { checked, found, skipped: figure('Total errors') ?? 0, threats: threats.slice(0, found) };
  }
}
