export { DeviceAttachments } from './device-attachments.ts';
