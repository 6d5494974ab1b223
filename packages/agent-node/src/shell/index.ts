export type { EnclosureKind } from './enclosure.ts';
export type { UserAccount } from './environment.ts';
export { loadPty } from './load-pty.ts';
export { type NodePtyShellOptions, NodePtyShellPort } from './node-pty-shell-port.ts';
