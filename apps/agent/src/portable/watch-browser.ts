import type { AgentPorts, WatchdogPort } from '@alongside/agent-core';
import type { BrowserLauncher, LoopbackPageHost } from '@alongside/agent-node';

/**
 * Keeps the watchdog told of the browser, and the user of a browser that had to start without its sandbox. Ends with the
 * pages, whose browser is gone by then.
 */
export function watchBrowser(
  pages: LoopbackPageHost,
  parts: {
    readonly watchdog: WatchdogPort;
    readonly launcher: BrowserLauncher;
    readonly limits: AgentPorts['limits'][number][];
  },
): void {
  const { watchdog, launcher, limits } = parts;
  let watched: { release(): void } | undefined;
  pages.onBrowser((pid) => {
    watched?.release();
    watched = pid === undefined ? undefined : watchdog.watch({ kind: 'process-group', id: String(pid) });
    if (!launcher.sandboxed && !limits.includes('browser-without-sandbox')) limits.push('browser-without-sandbox');
  });
}
