export * from './peer-link.ts';
