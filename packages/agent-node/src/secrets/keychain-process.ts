/**
 * Asks the system's keychain once and ends. A process of its own, because keytar's calls block a thread without any
 * limit while a keyring waits for its password or its service does not answer.
 */
import { type KeychainAnswer, type KeychainRequest, keychainRequest } from './keychain-messages.ts';

interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

process.once('message', (message) => {
  answer(message).then(
    (secret) => reply({ status: 'done', secret }),
    (error: unknown) =>
      reply({ status: 'failed', reason: (error instanceof Error ? error.message : String(error)).slice(0, 1000) }),
  );
});
// Nothing is waited for any more once the core has gone.
process.once('disconnect', () => process.exit(0));

async function answer(message: unknown): Promise<string | null> {
  const request: KeychainRequest = keychainRequest.parse(message);
  const loaded = (await import('keytar')) as unknown as Keytar & { default?: Keytar };
  const keytar = loaded.default ?? loaded;
  switch (request.op) {
    case 'get':
      return keytar.getPassword(request.service, request.account);
    case 'set':
      await keytar.setPassword(request.service, request.account, request.secret);
      return null;
    case 'remove':
      await keytar.deletePassword(request.service, request.account);
      return null;
  }
}

function reply(answer: KeychainAnswer): void {
  process.send?.(answer, () => process.exit(0));
}
