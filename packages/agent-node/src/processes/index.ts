export * from './cgroup.ts';
export * from './kill-tree.ts';
export * from './process-family.ts';
export * from './process-mark.ts';
export * from './process-table.ts';
export * from './process-tracker.ts';
