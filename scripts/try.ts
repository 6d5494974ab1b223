import { mkdirSync, rmSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import { practiceComputerName } from '@alongside/desk';
import { withOrganisation } from '@alongside/identity';
import { certifyBrowsers, createServer, openTerminal, readIceConfiguration, readMailer } from '@alongside/server';
import { readOptions, readPort } from './lib/arguments.ts';
import { buildPages } from './lib/build-pages.ts';
import { Closing } from './lib/closing.ts';
import { defaultDataFolder, openDataFolder, rememberServer } from './lib/data-folder.ts';
import { openInDesktop } from './lib/open-in-desktop.ts';
import { consoleRoot } from './lib/paths.ts';
import { practiceOrganisation, practiceSeeds } from './lib/practice-organisation.ts';
import { runningServer } from './lib/running-server.ts';
import { Steps } from './lib/steps.ts';
import { ensurePrograms, FOR_TRY, installLine } from './lib/system-packages.ts';
import { writeForwardingFile } from './try/forwarding-file.ts';
import { clearAway, PracticeComputer } from './try/practice-computer.ts';
import { PracticeSlot } from './try/practice-slot.ts';
import { practiceUser } from './try/practice-user.ts';
import { openScreenSite } from './try/screen-site.ts';

const USAGE = `npm run try -- [--port 7420] [--data DIR]

  A practice computer: a second, virtual computer with a harmless fault, whose user you play in your browser while you are
  the technician in the console. Joins the server of "npm start" where one runs with the same data folder.

  --port N      where the console is served on this machine (7420), where none runs yet
  --data DIR    where everything is kept; nothing of the practice computer stays`;

/** Beside the console's own. */
const SCREEN_PORT_AFTER = 1;

interface Desk {
  readonly address: string;
  readonly firstAdmin: string | null;
  enrollmentLink(label: string): Promise<string>;
}

const values = readOptions({ port: { type: 'string', default: '7420' }, data: { type: 'string' } }, USAGE);
const port = readPort(values.port, USAGE);
const steps = new Steps();
const say = (line: string) => steps.say(line);
const closing = new Closing();

try {
  await steps.run('Programs', programs);
  const data = await steps.run('Data folder', () => {
    const folder = openDataFolder(values.data ?? defaultDataFolder());
    say(folder);
    return folder;
  });
  await steps.run('Pages', () => buildPages(say));
  const desk = await steps.run('Server and console', () => findDesk(data));
  const organisation = await steps.run('Practice organisation', () => startOrganisation(data));
  const { name, site, opening } = await steps.run('Practice computer', () => startPractice(data, desk, organisation));
  openInDesktop(opening);
  openInDesktop(desk.firstAdmin ?? desk.address);
  console.log(`
Two pages, side by side. In one you are the user, in the other the technician.
Ctrl-C ends ${name}; nothing of it stays.
From another machine, before opening them: ${tunnel(desk.address, site.port)}
(what is shown in a session goes straight between both machines, by UDP)
Console: ${desk.address}`);
  if (desk.firstAdmin) console.log(`First admin: ${desk.firstAdmin}`);
  console.log(`${name}: ${site.address()}`);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  await closing.stop(1);
}

function programs(): void {
  const absent = ensurePrograms(FOR_TRY, say);
  if (absent.length > 0) throw new Error(`The practice computer needs them. To install: ${installLine(absent)}`);
}

/** The server that runs already with this data folder, or one of our own. */
async function findDesk(data: string): Promise<Desk> {
  const running = await runningServer(data);
  if (running !== undefined) {
    const { localAddress: address, authority } = running;
    const pin = authority ? `&ca=${authority.pin}` : '';
    say(`the one that runs already, ${address}`);
    const link = async (label: string) => {
      const { terminal, close } = await openTerminal(join(data, 'server'));
      try {
        return `${address}${await terminal.enrollmentLink(label)}${pin}`;
      } finally {
        close();
      }
    };
    return { address, firstAdmin: null, enrollmentLink: link };
  }
  const server = await createServer({
    dataDir: join(data, 'server'),
    port,
    consoleRoot,
    logLevel: 'warn',
    ice: readIceConfiguration(process.env),
    ...readMailer(process.env),
  });
  closing.add(() => server.close());
  closing.add(rememberServer(data, server));
  return {
    address: server.address,
    firstAdmin: server.firstAdminUrl(),
    enrollmentLink: (label) => server.createEnrollmentLink(label),
  };
}

/** Vouches for the consoles of this server as they come, for the practice computer alone; no other computer pins its key. */
async function startOrganisation(data: string): Promise<string> {
  const clock = systemClock();
  const folder = join(data, 'practice');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const seeds = await practiceSeeds(join(folder, 'organisation.json'));
  const keeper = await practiceOrganisation({ clock, random: systemRandom() }, seeds);
  const dataDir = join(data, 'server');
  const onTrouble = (reason: string) => say(`a console could not be certified: ${reason}`);
  const certifying = await certifyBrowsers({ dataDir, keeper, crypto: webCrypto(), clock, onTrouble });
  closing.add(() => certifying.close());
  say('certifies whoever signs in at the console, for practice computers alone');
  return keeper.hash;
}

async function startPractice(data: string, desk: Desk, organisation: string) {
  const slot = PracticeSlot.take(data);
  const name = practiceComputerName(slot.number);
  const user = await practiceUser(slot.number, say);
  if (slot.leftBehind !== undefined) {
    say(`${name} of an earlier time was not ended; it is cleared away`);
    await clearAway(slot.leftBehind, { user, evenIfEnrolled: true });
  }
  // Closes whatever is up by then.
  let end = () => Promise.resolve(true);
  closing.add(async () => {
    if (await end()) slot.release();
    else console.error(`The server could not be told that ${name} is gone; the next "npm run try" tells it.`);
  });
  const computer = await PracticeComputer.start({
    name,
    user,
    onFolder: (folder) => {
      slot.note(folder);
      end = () => clearAway(folder, { user });
    },
  });
  end = () => computer.close();
  const site = await openScreenSite({
    socketPath: computer.socketPath,
    port: port === 0 ? 0 : Number(new URL(desk.address).port) + SCREEN_PORT_AFTER,
    texts: { name, consoleAddress: desk.address },
    onOpened: () => console.log(`${name} was opened. To open it once more: ${site.address()}`),
  });
  closing.add(() => site.close());
  const state = await computer.startAgent(withOrganisation(await desk.enrollmentLink(name), organisation), (line) => {
    if (!closing.stopping) say(line);
  });
  if (state !== 'online') throw new Error(`The agent of ${name} did not come online: ${state}.`);
  const opening = join(data, 'practice', `open-${slot.number}.html`);
  writeForwardingFile(opening, site.address());
  closing.add(() => rmSync(opening, { force: true }));
  return { name, site, opening };
}

/** Both pages as they are addressed here, over one line of ssh. */
function tunnel(address: string, screenPort: number): string {
  const { port: consolePort } = new URL(address);
  const forward = `-L ${consolePort}:localhost:${consolePort} -L ${screenPort}:127.0.0.1:${screenPort}`;
  return `ssh ${forward} ${userInfo().username}@${hostname()}`;
}
