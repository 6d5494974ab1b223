export { wrtcPeerLinkFactory } from './wrtc-peer-link.ts';
