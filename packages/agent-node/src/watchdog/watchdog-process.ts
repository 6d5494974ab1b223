/**
 * The watchdog: a process in a session of its own that outlives the core. It reads what is open from standard input;
 * when that ends without a goodbye, it ends and releases all of it, and then itself.
 */
import { createInterface } from 'node:readline';
import { cleanUp } from './clean-up.ts';
import { type ReleaseCommand, type WatchedResource, watchdogMessage } from './watchdog-messages.ts';

const MAX_RESOURCES = 4096;

let releaseHeldKeys: ReleaseCommand | null = null;
const resources = new Map<number, WatchedResource>();
let goodbye = false;

// A terminal that closes, or Ctrl-C in it, is meant for the core; the watchdog goes when the core has gone.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const message = readMessage(line);
  if (message?.op === 'settings') releaseHeldKeys = message.releaseHeldKeys;
  else if (message?.op === 'goodbye') goodbye = true;
  else if (message?.op === 'release') resources.delete(message.key);
  else if (message?.op === 'watch' && resources.size < MAX_RESOURCES) resources.set(message.key, message.resource);
});
lines.on('close', () => {
  const done = goodbye ? Promise.resolve() : cleanUp([...resources.values()], releaseHeldKeys);
  done.then(
    () => process.exit(0),
    () => process.exit(1),
  );
});

// From here on no signal ends it, and all that comes is read.
process.stdout.on('error', () => undefined);
process.stdout.write('ready\n');

function readMessage(line: string) {
  try {
    return watchdogMessage.parse(JSON.parse(line));
  } catch {
    // A line cut off by the core's death, or one of a newer core: what was understood before it still counts.
    return undefined;
  }
}
