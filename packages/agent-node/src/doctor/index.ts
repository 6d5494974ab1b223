export { askAsDevice, type DeviceAccess } from './ask-as-device.ts';
export type { Finding } from './finding.ts';
export { type Examined, runChecks } from './run-checks.ts';
export type { Access } from './server-checks.ts';
