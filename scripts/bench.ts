import { benchDesk, DESK_PARTS } from './bench/bench-desk.ts';
import { benchDiagnostics, DIAGNOSTICS_PARTS } from './bench/bench-diagnostics.ts';
import { benchSession, SESSION_PARTS } from './bench/bench-in-session.ts';
import { readArguments } from './lib/arguments.ts';

const USAGE = `Usage: npm run bench [-- NAME] [--only PART,…] [--patience SECONDS]
Measures a real session and writes out/bench/NAME.json (NAME is "session" unless said).
npm run bench -- diagnostics measures checks of this computer instead, and reports on their way to a server;
npm run bench -- desk measures a desk with a hundred thousand tickets.
Before each part it waits at most 20 s, or as long as said, for a moment in which other programs leave the machine alone.`;

const { values, positionals } = readArguments({ only: { type: 'string' }, patience: { type: 'string', default: '20' } }, USAGE);
const name = positionals[0] ?? 'session';
if (positionals.length > 1 || !/^\d{1,4}$/u.test(values.patience ?? '') || !/^[\w.-]+$/u.test(name)) {
  console.error(USAGE);
  process.exit(64);
}
const NAMED: Readonly<Record<string, { parts: readonly string[]; run: typeof benchDesk }>> = {
  diagnostics: { parts: DIAGNOSTICS_PARTS, run: benchDiagnostics },
  desk: { parts: DESK_PARTS, run: benchDesk },
};
const bench = NAMED[name] ?? {
  parts: SESSION_PARTS,
  run: (chosen: readonly string[], patienceMs: number) => benchSession(name, chosen, patienceMs),
};
const { parts } = bench;
const chosen = values.only?.split(',') ?? parts;
const unknown = chosen.find((part) => !parts.includes(part));
if (unknown !== undefined) {
  console.error(`There is no part "${unknown}"; there are ${parts.join(', ')}.\n${USAGE}`);
  process.exit(64);
}
const patienceMs = Number(values.patience) * 1000;
await bench.run(chosen, patienceMs);
