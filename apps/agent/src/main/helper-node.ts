import { join } from 'node:path';

export interface HelperNodeParts {
  readonly packaged: boolean;
  readonly environment: NodeJS.ProcessEnv;
}

/** The Node that comes with a package, and the one that a checkout's command hands over; undefined keeps Electron's own. */
export function helperNode(
  { packaged, environment }: HelperNodeParts,
  resources: string,
  platform: NodeJS.Platform,
): string | undefined {
  if (!packaged) return environment.ALONGSIDE_NODE;
  return platform === 'win32' ? join(resources, 'node', 'bin', 'node.exe') : join(resources, 'node', 'bin', 'node');
}

/**
 * Watchdog, keychain, facts and the release of held keys run in processes of their own, which Electron's binary cannot be
 * with RunAsNode fused off, and which must outlive it. They are started as `process.execPath` says; nothing else here uses it.
 */
export function useHelperNode(parts: HelperNodeParts): void {
  const { resourcesPath = '' } = process as { resourcesPath?: string };
  const node = helperNode(parts, resourcesPath, process.platform);
  if (node === undefined) return;
  process.execPath = node;
  // On macOS Electron starts forks by a second path of its own, which is read-only there: it can be defined, not assigned.
  Object.defineProperty(process, 'helperExecPath', { value: node });
}
