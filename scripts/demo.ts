import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refreshDocsPictures } from './demo/docs-pictures.ts';
import { firstLine } from './demo/first-line.ts';
import { processesWith } from './demo/processes.ts';
import { startRecording } from './demo/recording.ts';
import { Report } from './demo/report.ts';
import { type Stage, setStage } from './demo/stage.ts';
import type { Told } from './demo/step.ts';
import { tell } from './demo/step.ts';
import { story } from './demo/steps/index.ts';
import { storyPage } from './demo/story-page.ts';
import { readOptions } from './lib/arguments.ts';
import { buildPages } from './lib/build-pages.ts';
import { root } from './lib/paths.ts';
import { Steps } from './lib/steps.ts';
import { ensurePrograms, FOR_DEMO, installLine } from './lib/system-packages.ts';

const USAGE = `npm run demo -- [--docs]

  A whole session without hands: a user on a virtual screen, a technician in the console. Writes out/demo/index.html.

  --docs   also refreshes the pictures in docs/images`;

const IN_TIME = 'All of it took at most 60 s';
const CLOSED = 'Afterwards nothing of it is running';
const MOST_S = 60;

const values = readOptions({ docs: { type: 'boolean' } }, USAGE);
const folder = join(root, 'out', 'demo');
const steps = story(folder);
const report = new Report([...steps.flatMap(({ checks }) => checks), IN_TIME, CLOSED]);
const output = new Steps();
const say = (line: string) => output.say(line);

const nothing: Told = { scenes: new Map(), broken: undefined };
/** Settles when everything is up; whoever is told to end waits for that and closes it. */
let staging: Promise<Stage> | undefined;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void interrupt());

try {
  await output.run('Programs', programs);
  await output.run('Pages', () => buildPages(say));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { told, video } = await perform();
  writePage(told, video);
  if (values.docs && report.failed.length > 0) say('docs/images stays as it is: a check failed.');
  else if (values.docs) {
    await output.run('Pictures of the documents', () =>
      refreshDocsPictures(folder, join(root, 'docs', 'images'), told.scenes, say),
    );
  }
  const { checks } = report.file();
  if (told.broken !== undefined) console.log(told.broken);
  for (const { name, detail } of report.failed) if (detail !== told.broken) console.log(`FAIL ${name} (${detail})`);
  console.log(
    `${checks.length - report.failed.length} of ${checks.length} checks are good. The story: ${join(folder, 'index.html')}`,
  );
  process.exitCode = report.failed.length > 0 ? 1 : 0;
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
// Whatever a browser left open must not keep the terminal waiting.
process.exit();

function programs(): void {
  const absent = ensurePrograms(FOR_DEMO, say);
  const needed = absent.filter(({ program }) => program !== 'ffmpeg');
  if (needed.length > 0) throw new Error(`The demo needs them. To install: ${installLine(needed)}`);
  if (absent.length > 0) say('Without ffmpeg there is no film; everything else goes on.');
}

async function perform(): Promise<{ told: Told; video: string | undefined }> {
  const began = performance.now();
  const setting = setStage(folder);
  staging = setting;
  let stage: Stage;
  try {
    stage = await output.run('A server, an agent beside an editor on a virtual screen, a technician', () => setting);
  } catch (error) {
    report.failRest(`the stage could not be set: ${firstLine(error)}`);
    return { told: nothing, video: undefined };
  }
  const film = startRecording(stage.world.display, join(folder, 'session.webm'));
  const started = performance.now();
  const told = await tell(steps, {
    report,
    announce: (title) => {
      output.announce(title);
      return say;
    },
    run: (each, sayOfStep) => each.run(stage, report, sayOfStep),
    look: (names) => stage.look(names),
  });
  report.measure('session_s', (performance.now() - started) / 1000, 's');
  await film?.end();
  const left = await output.run('Everything is closed', () => close(stage));
  report.decide(CLOSED, left.length === 0, left.length === 0 ? 'no process is left' : `still there: ${left.join(', ')}`);
  const took = (performance.now() - began) / 1000;
  report.measure('demo_s', took, 's');
  report.decide(IN_TIME, told.broken === undefined && took <= MOST_S, `${took.toFixed(1)} s after set-up`);
  return { told, video: film ? 'session.webm' : undefined };
}

/** Returns the processes that are still there. */
async function close({ world, home, ...stage }: Stage): Promise<readonly number[]> {
  await stage.close().catch((error: unknown) => say(firstLine(error)));
  return [world.dataDir, home].flatMap(processesWith);
}

async function interrupt(): Promise<void> {
  // What could not be set up has closed itself.
  const stage = await staging?.catch(() => undefined);
  await stage?.close().catch((error: unknown) => say(firstLine(error)));
  process.exit(130);
}

function writePage(told: Told, video: string | undefined): void {
  const file = report.file();
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(file, null, 2)}\n`);
  const parts = steps.map(({ id, title, sentence, checks }) => ({ title, sentence, checks, scene: told.scenes.get(id) }));
  const page = storyPage({ parts, whole: [IN_TIME, CLOSED], report: file, video, takenAt: new Date() });
  writeFileSync(join(folder, 'index.html'), page);
}
