import type { ProbePort } from '@alongside/agent-core';
import { NodeProbePort, ProcessWatchdog } from '@alongside/agent-node';
import { type AppError, type Disposable, systemRandom } from '@alongside/base';
import manifest from '../../../package.json' with { type: 'json' };

export interface ScanProbes extends Disposable {
  readonly port: ProbePort;
}

export interface ScanPlace {
  /** The agent's folder. */
  readonly dataDir: string;
  /** Told where readings cannot be kept there for the next scan. */
  readonly tellTrouble: (error: AppError) => void;
}

/** The machine's own probes. A watchdog ends what they started, should this process be killed. */
export function openScanProbes({ dataDir, tellTrouble }: ScanPlace): Promise<ScanProbes> {
  const watchdog = new ProcessWatchdog({ releaseHeldKeys: null });
  const port = new NodeProbePort({
    agentVersion: manifest.version,
    watchdog,
    random: systemRandom(),
    keepIn: dataDir,
    tellTrouble,
  });
  return Promise.resolve({ port, dispose: () => watchdog.dispose() });
}
