export { type SimplePeerLinkFactory, simplePeerLinkFactory } from './simple-peer-link-factory.ts';
export { pictureChanged, type VideoStats } from './video-stats.ts';
