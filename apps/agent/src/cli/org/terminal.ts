import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';

/** Where a person answers, or a program feeds lines. */
export interface Terminal {
  /** A person sits there. */
  readonly isInteractive: boolean;
  /** Undefined at the end of the input. */
  ask(prompt: string): Promise<string | undefined>;
  /** As `ask`; what is typed is not shown. */
  askSecret(prompt: string): Promise<string | undefined>;
  close(): void;
}

/** Standard input, with prompts on standard error: standard output is for what others read on. */
export function openTerminal(): Terminal {
  const { stdin: input, stderr } = process;
  const isInteractive = input.isTTY === true;
  let isHidden = false;
  const output = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (isInteractive && !isHidden) stderr.write(chunk);
      done();
    },
  });
  let opened: { readonly lines: Interface; readonly next: AsyncIterator<string> } | undefined;
  const nextLine = async (): Promise<string | undefined> => {
    if (!opened) {
      const lines = createInterface({ input, output, terminal: isInteractive });
      opened = { lines, next: lines[Symbol.asyncIterator]() };
      lines.on('SIGINT', () => process.exit(130));
    }
    const { done, value } = await opened.next.next();
    return done ? undefined : value;
  };
  const ask = async (prompt: string, hidden: boolean) => {
    if (isInteractive) stderr.write(prompt);
    isHidden = hidden;
    const line = await nextLine();
    isHidden = false;
    if (isInteractive && hidden) stderr.write('\n');
    return line;
  };
  return {
    isInteractive,
    ask: (prompt) => ask(prompt, false),
    askSecret: (prompt) => ask(prompt, true),
    close: () => opened?.lines.close(),
  };
}
