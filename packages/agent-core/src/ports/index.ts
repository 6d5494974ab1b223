export * from './input.ts';
export * from './pages.ts';
export * from './probes.ts';
export * from './processes.ts';
export * from './server-link.ts';
export * from './shell.ts';
export * from './storage.ts';
export * from './watchdog.ts';
