export { type OpenX11Options, openX11, type X11Host } from './open-x11.ts';
export type { OwnProcesses } from './own-windows.ts';
export { heldArguments, releaseHeld } from './release-held.ts';
export { type Environment, X11Connection, type X11ConnectionOptions } from './x11-connection.ts';
export type { HeldInput } from './x11-injector.ts';
export type { X11InputDevice } from './x11-input-device.ts';
export { unavailableInput } from './x11-input-port.ts';
