export * from './bridge-transport.ts';
export * from './connection.ts';
export { type Envelope, readEnvelope } from './envelope.ts';
export * from './linked-transports.ts';
export * from './message.ts';
export * from './message-port-transport.ts';
export * from './page-transport.ts';
export * from './transport.ts';
export * from './web-socket-transport.ts';
