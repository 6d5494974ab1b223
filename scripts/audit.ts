import { spawnSync } from 'node:child_process';
import { readArguments } from './lib/arguments.ts';
import { root } from './lib/paths.ts';
import { readAudit } from './lib/read-audit.ts';

const USAGE = `Usage: npm run audit

Asks npm's registry for known vulnerabilities of the exact packages of the lockfile. Ends with 0 where none is high or
critical, with 1 where one is, and with 2 where the registry did not answer: then nothing was checked.`;

readArguments({}, USAGE);

const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
const audit = readAudit(stdout ?? '');
if (!audit) {
  console.error('The registry gave no answer (some mirrors have none): nothing was checked.');
  process.exit(2);
}
for (const line of audit.grave) console.log(line);
console.log(`${audit.packages} packages: ${audit.grave.length} known to be high or critical, ${audit.others} others`);
process.exitCode = audit.grave.length > 0 ? 1 : 0;
