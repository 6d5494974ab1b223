export * from './opening-hours.ts';
export * from './practice.ts';
export * from './queue.ts';
export * from './ticket-model.ts';
export * from './ticket-rules.ts';
export * from './ticket-state.ts';
