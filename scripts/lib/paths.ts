import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's root folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const nodeModules = join(root, 'node_modules');
export const consoleRoot = join(root, 'apps', 'console', 'dist');
export const alongsideBin = join(root, 'apps', 'agent', 'bin', 'alongside.mjs');
