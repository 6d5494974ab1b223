export * from './certificates.ts';
export * from './certify.ts';
export * from './documents.ts';
export * from './key-words.ts';
export * from './link.ts';
export * from './organisation.ts';
export * from './request.ts';
export * from './words.ts';
