import type { ProbePort } from '@alongside/agent-core';
import { NodeProbePort, ProcessWatchdog } from '@alongside/agent-node';
import { type Disposable, systemRandom } from '@alongside/base';
import manifest from '../../../package.json' with { type: 'json' };

export interface ScanProbes extends Disposable {
  readonly port: ProbePort;
}

/** The machine's own probes. A watchdog ends what they started, should this process be killed. */
export function openScanProbes(): Promise<ScanProbes> {
  const watchdog = new ProcessWatchdog({ releaseHeldKeys: null });
  const port = new NodeProbePort({ agentVersion: manifest.version, watchdog, random: systemRandom() });
  return Promise.resolve({ port, dispose: () => watchdog.dispose() });
}
