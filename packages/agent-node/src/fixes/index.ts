export { type NodeFixOptions, NodeFixPort } from './node-fix-port.ts';
