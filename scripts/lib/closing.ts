/** What a command started and has to end again: the newest first, at Ctrl-C and when something fails. */
export class Closing {
  readonly #steps: (() => Promise<unknown> | unknown)[] = [];
  #stopping = false;

  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void this.stop(0));
    // A reader that is gone (`npm start | head`), or a full disk: what runs goes on, and is ended in order later.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  }

  get stopping(): boolean {
    return this.#stopping;
  }

  add(step: () => Promise<unknown> | unknown): void {
    this.#steps.unshift(step);
  }

  /** Ends the process with `code`; a step that fails is told and keeps no other from its turn. */
  async stop(code: number): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    for (const step of this.#steps) {
      try {
        await step();
      } catch (error) {
        console.error(error instanceof Error ? error.message : String(error));
      }
    }
    process.exit(code);
  }
}
