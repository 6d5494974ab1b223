import { join } from 'node:path';
import {
  type AlongsideServer,
  createServer,
  EXPOSURE_OPTIONS,
  readExposure,
  readIceConfiguration,
  readMailer,
} from '@alongside/server';
import { AgentArchive } from './lib/agent-archive/agent-archive.ts';
import { startAgentProcess } from './lib/agent-process.ts';
import { readOptions, readPort, readSettings } from './lib/arguments.ts';
import { buildPages } from './lib/build-pages.ts';
import { Closing } from './lib/closing.ts';
import { defaultDataFolder, openDataFolder, rememberServer } from './lib/data-folder.ts';
import { endProcess } from './lib/end-process.ts';
import { exposureLines } from './lib/exposure-lines.ts';
import { isEnrolledAt } from './lib/local-enrollment.ts';
import { openInDesktop, ownDesktop } from './lib/open-in-desktop.ts';
import { consoleRoot } from './lib/paths.ts';
import { Steps } from './lib/steps.ts';
import { ensurePrograms, FOR_VIRTUAL, installLine, mayInstall, missing } from './lib/system-packages.ts';
import { startVirtualDisplay, type VirtualDisplay } from './lib/virtual-display.ts';

const USAGE = `npm start -- [--port 7420] [--data DIR] [--virtual] [--demo-data] [--lan]

  --port N      where the console is served on this machine (7420)
  --data DIR    where everything is kept
  --virtual     also starts a virtual screen with an agent on it
  --demo-data   fills the desk with a made-up year: technicians, groups, computers, requests

  Others reach the server, which needs TLS, in one of three ways:

  --lan [--name NAME] [--new-ca]                     with a certificate of this machine's own; NAME is one that others know it by, with a dot
  --public-url URL --cert FILE --key FILE            with a certificate for the host of URL, PEM; listens on the port of URL
  --public-url URL --trust-proxy ADDRESS[,ADDRESS]   behind a proxy at ADDRESS that serves URL and sends X-Forwarded-Proto and -For
  --host ADDRESS                                     where it listens, if not everywhere (behind a proxy: on this machine)`;

/** It closes a session, its record and its browser. */
const AGENT_ENDS_MS = 4_000;

const values = readOptions(
  {
    port: { type: 'string' },
    data: { type: 'string' },
    virtual: { type: 'boolean' },
    'demo-data': { type: 'boolean' },
    ...EXPOSURE_OPTIONS,
  },
  USAGE,
);
const { exposure, host, port: usualPort } = readSettings(() => readExposure(values), USAGE);
const port = readPort(values.port ?? String(usualPort), USAGE);
const steps = new Steps();
const closing = new Closing();

try {
  const data = await steps.run('Data folder', () => {
    const folder = openDataFolder(values.data ?? defaultDataFolder());
    steps.say(folder);
    return folder;
  });
  await steps.run('Pages', () => buildPages((line) => steps.say(line)));
  const archive = new AgentArchive((reason) => console.error(`The agent for other computers could not be made: ${reason}`));
  closing.add(() => archive.dispose());
  const server = await steps.run('Server and console', () =>
    createServer({
      dataDir: join(data, 'server'),
      port,
      consoleRoot,
      agentPackage: archive.look,
      logLevel: 'warn',
      ice: readIceConfiguration(process.env),
      ...readMailer(process.env),
      exposure,
      ...(host === undefined ? {} : { host }),
    }),
  );
  closing.add(() => server.close());
  closing.add(rememberServer(data, server));
  if (values['demo-data']) {
    await steps.run('Demo data', async () => {
      await server.fillDemoData();
      steps.say('3 technicians without a password, 5 groups, 36 computers, a year of requests, 4 of them waiting');
    });
  }
  const screen = await steps.run('Screen', () => findScreen());
  const agent = await steps.run('Agent for this machine', () => startAgent(server, join(data, 'agent'), screen));
  const firstAdmin = server.firstAdminUrl();
  openInDesktop(firstAdmin ?? server.address);
  console.log('');
  if (agent.hint) console.log(agent.hint);
  for (const line of exposureLines(server)) console.log(line);
  if (exposure.kind !== 'loopback') {
    // So that nobody has to wait for it.
    archive.look();
    console.log('Another computer: make a link for it in the console, under Settings → Computers, and open the link there.');
  }
  console.log('To try both sides alone: npm run try');
  console.log('Ctrl-C stops all of it.');
  console.log(`Console: ${server.address}`);
  if (firstAdmin) console.log(`First admin: ${firstAdmin}`);
  console.log(`Agent: ${agent.state}`);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  await closing.stop(1);
}

/** What an agent needs to be told of the screen; undefined where there is none. */
async function findScreen(): Promise<NodeJS.ProcessEnv | undefined> {
  if (!values.virtual) {
    const screen = ownDesktop(process.env);
    steps.say(screen ?? 'this machine has no screen');
    return screen === undefined ? undefined : {};
  }
  const absent = mayInstall() ? ensurePrograms(FOR_VIRTUAL, (line) => steps.say(line)) : missing(FOR_VIRTUAL);
  if (absent.length > 0) {
    steps.say(`not installed: ${absent.map(({ program }) => program).join(', ')}`);
    return undefined;
  }
  const display: VirtualDisplay = await startVirtualDisplay();
  closing.add(() => display.close());
  steps.say(`virtual, DISPLAY=${display.name}`);
  return { DISPLAY: display.name };
}

async function startAgent(
  server: AlongsideServer,
  folder: string,
  screen: NodeJS.ProcessEnv | undefined,
): Promise<{ state: string; hint?: string }> {
  if (!screen && values.virtual) {
    const line = installLine(missing(FOR_VIRTUAL));
    return { state: 'not started, programs are missing', hint: `For the agent, paste this and start again: ${line}` };
  }
  if (!screen) {
    return { state: 'not started, no screen', hint: 'To try the agent on a virtual screen: npm start -- --virtual' };
  }
  const args = ['--data', folder];
  if (!isEnrolledAt(folder, server)) {
    args.push('--enroll', await server.createEnrollmentLink('this computer', { forThisMachine: true }));
  }
  const agent = startAgentProcess(args, { env: { ...process.env, ...screen } }, (line) => {
    if (!closing.stopping) steps.say(line);
  });
  closing.add(() => endProcess(agent.process, AGENT_ENDS_MS));
  return { state: await agent.state };
}
