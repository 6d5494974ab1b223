import { join } from 'node:path';
import { createServer } from '../apps/server/src/create-server.ts';
import { readArguments } from './lib/arguments.ts';
import { defaultDataFolder, openDataFolder } from './lib/data-folder.ts';

const USAGE = `npm run admin -- reset E-MAIL [--data DIR] [--port 7420]

  Makes a new one-time address at which the person with that e-mail address sets a new password.`;

const { values, positionals } = readArguments({ data: { type: 'string' }, port: { type: 'string', default: '7420' } }, USAGE);
const [verb, email, ...more] = positionals;
if (verb !== 'reset' || !email || more.length > 0) {
  console.error(USAGE);
  process.exit(64);
}
