export { type SimplePeerLinkFactory, simplePeerLinkFactory } from './simple-peer-link-factory.ts';
export type { BitrateHints } from './start-bitrate.ts';
export { pictureChanged, type VideoStats } from './video-stats.ts';
