export type { AgentPackage } from './agent-package.ts';
export { certifyBrowsers, type OrganisationKeeper } from './certify-browsers.ts';
export { createServer } from './create-server.ts';
export type { Exposure } from './exposure.ts';
export { EXPOSURE_OPTIONS, readExposure } from './exposure-settings.ts';
export { type IceConfiguration, NO_ICE, readIceConfiguration } from './ice/ice-configuration.ts';
export type { LogLevel } from './logging.ts';
export type { AlongsideServer, OwnAuthority, ServerOptions } from './server-options.ts';
