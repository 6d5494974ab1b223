export { type NodeActionOptions, nodeActionPorts } from './node-action-ports.ts';
