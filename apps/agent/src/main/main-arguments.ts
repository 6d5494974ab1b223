import { isAbsolute, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataFolder } from '../folders.ts';

export type MainCommand =
  | {
      readonly kind: 'run';
      readonly dataDir: string;
      readonly enrollmentLink: string | undefined;
      readonly deviceName: string | undefined;
      /** Asks for a link although it is enrolled: its server knows it no more, or it is to be another's. */
      readonly connect: boolean;
      /** Of the same program with the same folder, asking for a link. */
      readonly again: string[];
    }
  | { readonly kind: 'usage' };

/** Windows says so where a notification was pressed that stood there after its program had ended (LocalServer32). */
const COM_STARTED = '-Embedding';

/**
 * Reads what stands behind the program's own name (of a package), or behind the main file's (of a checkout, where what
 * stands before it is Electron's). Anything unknown is refused, Chromium's switches among it.
 */
export function readMainArguments(
  argv: readonly string[],
  parts: { readonly packaged: boolean; readonly environment: NodeJS.ProcessEnv },
): MainCommand {
  const main = argv.findIndex((argument) => /[\\/]main\.mjs$/u.test(argument));
  const given = parts.packaged || main < 0 ? argv.slice(1) : argv.slice(main + 1);
  const args = given.filter((argument) => argument !== COM_STARTED);
  try {
    const { values } = parseArgs({
      args,
      strict: true,
      allowPositionals: false,
      options: {
        data: { type: 'string' },
        enroll: { type: 'string' },
        name: { type: 'string' },
        connect: { type: 'boolean', default: false },
      },
    });
    if (values.data === '' || values.enroll === '' || values.name === '') return { kind: 'usage' };
    const folder = values.data ?? defaultDataFolder(parts.environment);
    const dataDir = isAbsolute(folder) ? folder : resolve(folder);
    const before = parts.packaged || main < 0 ? [] : argv.slice(1, main + 1);
    return {
      kind: 'run',
      dataDir,
      enrollmentLink: values.enroll,
      deviceName: values.name,
      connect: values.connect,
      again: [...before, `--data=${dataDir}`, '--connect'],
    };
  } catch {
    // Whatever parseArgs dislikes, the usage says how it is meant.
    return { kind: 'usage' };
  }
}
