import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** npm has options of these names, too: they may be set for npm itself. */
const NPMS_OWN: readonly string[] = ['cert', 'key', 'only'];

/** Parses a script's arguments strictly; a wrong one ends the process with 64 and the usage. */
export function readArguments<T extends ParseArgsOptionsConfig>(options: T, usage: string) {
  const kept = keptByNpm(Object.keys(options), process.env);
  if (kept !== undefined) {
    console.error(`${kept}\n${usage}`);
    process.exit(64);
  }
  try {
    const { values, positionals } = parseArgs({
      options: { ...options, help: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    });
    if ('help' in values && values.help) {
      console.log(usage);
      process.exit(0);
    }
    return { values: values as ReturnType<typeof parseArgs<{ options: T }>>['values'], positionals };
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    return process.exit(64);
  }
}

/** The same for a script that takes options alone. */
export function readOptions<T extends ParseArgsOptionsConfig>(options: T, usage: string) {
  const { values, positionals } = readArguments(options, usage);
  if (positionals.length === 0) return values;
  console.error(`"${positionals.join(' ')}" is no option.\n${usage}`);
  return process.exit(64);
}

/**
 * What to say where npm kept an option for itself, since it stood before `--`: without it something else would begin than
 * was meant, in another folder or not for others.
 */
export function keptByNpm(options: readonly string[], environment: NodeJS.ProcessEnv): string | undefined {
  const event = environment.npm_lifecycle_event;
  if (event === undefined) return undefined;
  const isSet = (name: string) => environment[`npm_config_${name.replaceAll('-', '_')}`] !== undefined;
  // npm reads --lan as its own -l, -a and -n.
  const isKept = (name: string) => (name === 'lan' ? isSet('long') && isSet('all') : isSet(name));
  const kept = options.find((name) => !NPMS_OWN.includes(name) && isKept(name));
  if (kept === undefined) return undefined;
  return `--${kept} stood before "--", and npm kept it for itself. Write it behind: npm ${event === 'start' ? '' : 'run '}${event} -- --${kept}`;
}

/** What arguments say together; where `read` throws, the process ends with 64 and the usage. */
export function readSettings<T>(read: () => T, usage: string): T {
  try {
    return read();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
    return process.exit(64);
  }
}

/** A TCP port, 0 for any free one. */
export function readPort(text: string, usage: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/u.test(text) && port <= 65_535) return port;
  console.error(`--port takes a number from 0 to 65535, not "${text}".\n${usage}`);
  return process.exit(64);
}
