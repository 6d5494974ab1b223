export { type DeviceIdentity, loadDeviceIdentity } from './device-identity.ts';
export { FileSecretStore } from './file-secret-store.ts';
export { KeytarSecretStore } from './keytar-secret-store.ts';
export type { SecretStore } from './secret-store.ts';
