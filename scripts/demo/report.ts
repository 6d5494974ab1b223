export interface Check {
  /** A sentence that is either true or not. */
  readonly name: string;
  readonly ok: boolean;
  /** What was seen. */
  readonly detail: string;
}

export interface Figure {
  readonly value: number;
  readonly unit: string;
}

/** What stands in `report.json`, and nothing else. */
export interface ReportFile {
  readonly checks: readonly Check[];
  readonly figures: Readonly<Record<string, Figure>>;
}

/**
 * The checks that are planned, and how each came out. A check that was never decided is a failed one, so that a story
 * that breaks off cannot look better than one that went through.
 */
export class Report {
  readonly #planned: readonly string[];
  readonly #decided = new Map<string, Check>();
  readonly #figures = new Map<string, Figure>();

  constructor(planned: readonly string[]) {
    if (new Set(planned).size !== planned.length) throw new Error('two checks have one name');
    this.#planned = planned;
  }

  /** Decides a planned check, once. */
  decide(name: string, ok: boolean, detail: string): Check {
    if (!this.#planned.includes(name)) throw new Error(`no such check is planned: ${name}`);
    if (this.#decided.has(name)) throw new Error(`decided twice: ${name}`);
    const check: Check = { name, ok, detail };
    this.#decided.set(name, check);
    return check;
  }

  /** Fails what nobody decided among `names`; all of the planned ones where not given. Returns those. */
  failRest(reason: string, names: readonly string[] = this.#planned): readonly Check[] {
    return names.filter((name) => !this.#decided.has(name)).map((name) => this.decide(name, false, reason));
  }

  /** To one decimal; `unit` as in `ms`, `s`, `px` or `clicks`. */
  measure(name: string, value: number, unit: string): void {
    this.#figures.set(name, { value: Math.round(value * 10) / 10, unit });
  }

  get failed(): readonly Check[] {
    return this.file().checks.filter((check) => !check.ok);
  }

  /** In the order of the plan. */
  file(): ReportFile {
    return {
      checks: this.#planned.map((name) => this.#decided.get(name) ?? { name, ok: false, detail: 'it was never looked at' }),
      figures: Object.fromEntries(this.#figures),
    };
  }
}
