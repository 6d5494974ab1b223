export * from './fake-clock.ts';
export * from './linked-signaling.ts';
export * from './linked-transports.ts';
export * from './memory-peer-network.ts';
export * from './prompt-crypto.ts';
export { checkOutcome, type RecordedResult, recordedCheck } from './recorded-check.ts';
export { type Recording, recordedTools } from './recorded-tools.ts';
export * from './recorder.ts';
export * from './seeded-random.ts';
