export * from './doctor/index.ts';
export * from './host/index.ts';
export * from './probes/index.ts';
export { processNames } from './processes/process-names.ts';
export * from './secrets/index.ts';
export * from './shell/index.ts';
export * from './storage/index.ts';
export * from './watchdog/index.ts';
export * from './x11/index.ts';
