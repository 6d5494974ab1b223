/** Numbered steps on standard output, so that whoever waits sees what is being done. Goes on where the bootstrap ended. */
export class Steps {
  #count = Number(process.env.ALONGSIDE_STEPS_DONE) || 0;
  readonly #write: (line: string) => void;

  constructor(write: (line: string) => void = (line) => process.stdout.write(`${line}\n`)) {
    this.#write = write;
  }

  /** Announces a step, runs it, and says how long it took where that was noticeable. */
  async run<T>(what: string, work: () => Promise<T> | T): Promise<T> {
    this.announce(what);
    const began = performance.now();
    const result = await work();
    const seconds = (performance.now() - began) / 1000;
    if (seconds >= 2) this.#write(`   done in ${seconds.toFixed(0)} s`);
    return result;
  }

  /** Announces a step that is not measured. */
  announce(what: string): void {
    this.#count += 1;
    this.#write(`${this.#count}. ${what} …`);
  }

  say(line: string): void {
    this.#write(`   ${line}`);
  }
}
