import { join } from 'node:path';
import { openTerminal, type Terminal } from '@alongside/server';
import { readArguments } from './lib/arguments.ts';
import { defaultDataFolder, lastServer, openDataFolder, usedDataFolder } from './lib/data-folder.ts';

const USAGE = `npm run admin -- reset E-MAIL [--data DIR]
npm run admin -- factors E-MAIL [--data DIR]

  reset    makes a new one-time address at which the person with that e-mail address chooses a new password
  factors  takes that person's second factors away, where they are lost, and signs them out`;

const { values, positionals } = readArguments({ data: { type: 'string' } }, USAGE);
const [verb, email, ...more] = positionals;
if ((verb !== 'reset' && verb !== 'factors') || !email || more.length > 0) {
  console.error(USAGE);
  process.exit(64);
}

try {
  const data = openDataFolder(usedDataFolder(values.data ?? defaultDataFolder()));
  const { terminal, close } = await openTerminal(join(data, 'server'));
  try {
    if (verb === 'factors') {
      await terminal.removeFactors(email);
      console.log(`${email} signs in with the password alone until a second factor is set up again.`);
    } else await printReset(terminal, data, email);
  } finally {
    close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
}

async function printReset(terminal: Terminal, data: string, email: string): Promise<void> {
  const link = await terminal.resetLink(email);
  const running = lastServer(data);
  console.log(`New password for ${email}, once, within 72 hours (the server must be running):`);
  if (running === undefined) console.log(`No server of yours runs with ${data} now. Put this behind the console's address:`);
  console.log(`${running?.address ?? ''}${link}`);
}
