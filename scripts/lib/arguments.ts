import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** Parses a script's arguments strictly; a wrong one ends the process with 64 and the usage. */
export function readArguments<T extends ParseArgsOptionsConfig>(options: T, usage: string) {
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
