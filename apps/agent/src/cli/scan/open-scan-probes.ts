import type { ProbePort } from '@alongside/agent-core';
import { askAsDevice, NodeProbePort, ProcessWatchdog } from '@alongside/agent-node';
import { type AppError, type Disposable, systemRandom, toAppError } from '@alongside/base';
import manifest from '../../../package.json' with { type: 'json' };
import { type EnrolledPlace, enrolledPlace } from '../enrolled-place.ts';

export interface ScanProbes extends Disposable {
  readonly port: ProbePort;
}

export interface ScanPlace {
  /** The agent's folder. */
  readonly dataDir: string;
  /** Told where that folder cannot be used: the scan does without. */
  readonly tellTrouble: (error: AppError) => void;
}

/**
 * The machine's own probes, with the server that the agent of this folder belongs to, if there is one. A watchdog ends
 * what they started, should this process be killed.
 */
export async function openScanProbes({ dataDir, tellTrouble }: ScanPlace): Promise<ScanProbes> {
  const enrolled = await placeOrTrouble({ dataDir, tellTrouble });
  const watchdog = new ProcessWatchdog({ releaseHeldKeys: null });
  const port = new NodeProbePort({
    agentVersion: manifest.version,
    watchdog,
    random: systemRandom(),
    keepIn: dataDir,
    tellTrouble,
    ...(enrolled ? { server: enrolled.place, access: () => askAsDevice(enrolled.place, enrolled.access, process.env) } : {}),
  });
  return { port, dispose: () => watchdog.dispose() };
}

/** A folder that cannot be read is told, and the checks that ask the server do without. */
async function placeOrTrouble({ dataDir, tellTrouble }: ScanPlace): Promise<EnrolledPlace | undefined> {
  try {
    return await enrolledPlace(dataDir);
  } catch (error) {
    tellTrouble(toAppError(error));
    return undefined;
  }
}
