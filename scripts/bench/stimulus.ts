import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answers, StimulusCommand } from './stimulus-messages.ts';

/** The measured program on the user's screen, in a process of its own. */
export class Stimulus {
  readonly #child: ChildProcess;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(display: string): Promise<Stimulus> {
    const child = fork(fileURLToPath(new URL('./stimulus-process.ts', import.meta.url)), {
      env: { ...process.env, DISPLAY: display },
    });
    await message(child);
    return new Stimulus(child);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Commands wait for each other. */
  async tell<C extends StimulusCommand>(command: C): Promise<Answers[C['do']]> {
    const answer = this.#last.then(async () => {
      const told = message(this.#child);
      this.#child.send(command);
      return ((await told) as { answer: Answers[C['do']] }).answer;
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }
}

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`the stimulus ended with ${code}`));
    child.once('exit', ended);
    child.once('message', (received) => {
      child.off('exit', ended);
      resolve(received);
    });
  });
}
