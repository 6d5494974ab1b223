export * from './fake-clock.ts';
export * from './linked-transports.ts';
export * from './recorder.ts';
