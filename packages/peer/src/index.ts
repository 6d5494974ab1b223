export { Link, type LinkOptions } from './link.ts';
export type { Fingerprints } from './link-epoch.ts';
export type { LinkState, Tried } from './link-machine.ts';
export type { LinkRole } from './link-role.ts';
export type { LinkSignaling } from './link-signaling.ts';
export { LINK_TIMINGS, type LinkTimings } from './link-timings.ts';
export * from './peer-link.ts';
