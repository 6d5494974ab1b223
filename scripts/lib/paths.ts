import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const nodeModules = join(root, 'node_modules');
export const consoleRoot = join(root, 'apps', 'console', 'dist');
export const agentShellRoot = join(root, 'packages', 'agent-ui', 'dist', 'shell');
export const agentLinkRoot = join(root, 'packages', 'agent-ui', 'dist', 'link');
export const alongsideBin = join(root, 'apps', 'agent', 'bin', 'alongside.mjs');
