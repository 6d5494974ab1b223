export { type NodeProbeOptions, NodeProbePort } from './node-probe-port.ts';
