export { lockDataFolder } from './data-folder-lock.ts';
export { preparePrivateFolder, replaceFile } from './durable-file.ts';
export { FileDocumentStore } from './file-document-store.ts';
export { FileLedgerStore } from './file-ledger-store.ts';
export { refuseForeign } from './refuse-foreign.ts';
export { toStorageError } from './storage-error.ts';
