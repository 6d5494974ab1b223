export type { CrashPlace } from './crash-places.ts';
export { NodeCrashFiles } from './node-crash-files.ts';
