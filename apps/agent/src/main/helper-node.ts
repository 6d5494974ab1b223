import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@alongside/base';

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
 * Throws `environment.missing-program` where a package came without: whatever dies then would leave a mess that nobody cleans.
 */
export function useHelperNode(parts: HelperNodeParts, resources: string, platform: NodeJS.Platform): void {
  const node = helperNode(parts, resources, platform);
  if (node === undefined) return;
  if (parts.packaged && !existsSync(node)) {
    throw new AppError('environment.missing-program', `this package is not whole: ${node} is missing`);
  }
  process.execPath = node;
  // On macOS Electron starts forks by a second path of its own, which is read-only there: it can be defined, not assigned.
  Object.defineProperty(process, 'helperExecPath', { value: node, configurable: true });
}
