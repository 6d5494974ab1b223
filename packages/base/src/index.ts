export * from './clock.ts';
export * from './crypto.ts';
export * from './disposable.ts';
export * from './emitter.ts';
export * from './errors.ts';
export * from './ids.ts';
export * from './logger.ts';
export * from './text.ts';
