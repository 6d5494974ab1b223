export { type NodeProbeOptions, NodeProbePort } from './node-probe-port.ts';
export { OwnIdentities } from './own-identities.ts';
