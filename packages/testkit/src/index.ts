export * from './fake-clock.ts';
export * from './linked-signaling.ts';
export * from './linked-transports.ts';
export * from './memory-peer-network.ts';
export * from './prompt-crypto.ts';
export * from './recorder.ts';
export * from './seeded-random.ts';
