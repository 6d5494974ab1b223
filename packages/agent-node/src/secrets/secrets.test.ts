import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileDocumentStore } from '../storage/index.ts';
import { loadDeviceIdentity } from './device-identity.ts';
import { FileSecretStore } from './file-secret-store.ts';
import { KeytarSecretStore } from './keytar-secret-store.ts';
import type { SecretStore } from './secret-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

class MemoryKeychain implements SecretStore {
  readonly kind = 'keychain';
  readonly secrets = new Map<string, string>();
  state: 'works' | 'locked' | 'forgets' = 'works';

  async get(name: string): Promise<string | undefined> {
    this.#check();
    return this.secrets.get(name);
  }

  async set(name: string, secret: string): Promise<void> {
    this.#check();
    if (this.state !== 'forgets') this.secrets.set(name, secret);
  }

  async remove(name: string): Promise<void> {
    this.#check();
    this.secrets.delete(name);
  }

  #check(): void {
    if (this.state === 'locked') throw new AppError('secrets.unavailable', 'locked');
  }
}

async function load(keychain: SecretStore) {
  const documents = await FileDocumentStore.open(join(folder, 'documents'));
  return loadDeviceIdentity({ documents, keychain, file: new FileSecretStore(join(folder, 'keys')) });
}

describe('the identity of a device', () => {
  it('is made once, in the keychain, and signs', async () => {
    const keychain = new MemoryKeychain();
    const first = await load(keychain);
    const again = await load(keychain);
    expect([first.store, first.fresh, first.warning, again.fresh]).toEqual(['keychain', true, null, false]);
    expect(again.key.publicKey).toBe(first.key.publicKey);
    expect(keychain.secrets.size).toBe(1);
    const bytes = new TextEncoder().encode('hello');
    expect(await webCrypto().verify(first.key.publicKey, await again.key.sign(bytes), bytes)).toBe(true);
  });

  it.each(['locked', 'forgets'] as const)('is made in a file, with a warning, where the keychain %s', async (state) => {
    const keychain = new MemoryKeychain();
    keychain.state = state;
    const first = await load(keychain);
    expect([first.store, first.warning]).toEqual(['file', 'keys-in-file']);
    const [name = ''] = readdirSync(join(folder, 'keys'));
    expect(statSync(join(folder, 'keys', name)).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
    // Also when a keychain turns up later: the key stays where it is.
    keychain.state = 'works';
    const again = await load(keychain);
    expect([again.store, again.key.publicKey]).toEqual(['file', first.key.publicKey]);
    expect(keychain.secrets.size).toBe(0);
  });

  it('is never made a second time where the keychain is locked later', async () => {
    const keychain = new MemoryKeychain();
    const first = await load(keychain);
    keychain.state = 'locked';
    await expect(load(keychain)).rejects.toMatchObject({ code: 'secrets.moved', context: { store: 'keychain' } });
    await expect(load(keychain)).rejects.toThrow(/Unlock the keychain/u);
    expect(readdirSync(folder)).toEqual(['documents']);
    keychain.state = 'works';
    expect((await load(keychain)).key.publicKey).toBe(first.key.publicKey);
  });

  it('is not replaced where its store lost it or holds another', async () => {
    const keychain = new MemoryKeychain();
    await load(keychain);
    const [name = '', seed = ''] = [...keychain.secrets][0] ?? [];
    for (const wrong of ['not a key', `${seed.startsWith('A') ? 'B' : 'A'}${seed.slice(1)}`]) {
      keychain.secrets.set(name, wrong);
      await expect(load(keychain)).rejects.toMatchObject({ code: 'secrets.moved' });
    }
    keychain.secrets.clear();
    await expect(load(keychain)).rejects.toMatchObject({ code: 'secrets.moved' });
    expect(keychain.secrets.size).toBe(0);
  });

  it.each(['before', 'after'] as const)('survives a power cut %s the key was stored', async (when) => {
    const keychain = new MemoryKeychain();
    const first = await load(keychain);
    const documents = await FileDocumentStore.open(join(folder, 'documents'));
    const place = (await documents.read('identity')) as Record<string, unknown>;
    await documents.write('identity', { ...place, publicKey: null });
    if (when === 'before') keychain.secrets.clear();
    const again = await load(keychain);
    expect(again.key.publicKey === first.key.publicKey).toBe(when === 'after');
    expect((await load(keychain)).key.publicKey).toBe(again.key.publicKey);
    expect(keychain.secrets.size).toBe(1);
  });

  it('says so where the note cannot be understood', async () => {
    await load(new MemoryKeychain());
    for (const note of ['{"version": 2}', '{"vers']) {
      writeFileSync(join(folder, 'documents/identity.json'), note);
      const keychain = new MemoryKeychain();
      for (let start = 0; start < 3; start += 1) {
        await expect(load(keychain)).rejects.toMatchObject({ code: 'secrets.moved' });
      }
      expect(keychain.secrets.size).toBe(0);
    }
  });
});

describe('the file store', () => {
  it('closes a file that was open to others, and takes no path for a name', async () => {
    const store = new FileSecretStore(folder);
    await store.set('a', 'secret');
    chmodSync(join(folder, 'a.secret'), 0o644);
    expect(await store.get('a')).toBe('secret');
    expect(statSync(join(folder, 'a.secret')).mode & 0o777).toBe(0o600);
    await store.remove('a');
    expect(await store.get('a')).toBeUndefined();
    await expect(store.get('../a')).rejects.toMatchObject({ code: 'secrets.unavailable' });
  });
});

describe('the keychain', () => {
  it('is given up after its limit', async () => {
    const script = join(folder, 'silent.mjs');
    writeFileSync(script, 'process.on("message", () => { for (;;); });');
    const store = new KeytarSecretStore({ script, limitMs: 300 });
    await expect(store.get('a')).rejects.toMatchObject({
      code: 'secrets.unavailable',
      message: expect.stringContaining('0.3 s'),
    });
  });

  it('is unavailable, and says so, where there is no session bus', async () => {
    const environment = { HOME: folder, PATH: process.env.PATH, DBUS_SESSION_BUS_ADDRESS: `unix:path=${folder}/none` };
    await expect(new KeytarSecretStore({ environment }).get('a')).rejects.toMatchObject({ code: 'secrets.unavailable' });
  });

  it('keeps secrets in gnome-keyring', async (context) => {
    const loads = spawnSync(process.execPath, ['-e', 'require("keytar")'], { stdio: 'ignore' }).status === 0;
    if (!loads) context.skip('keytar is not compiled here: it needs a compiler and libsecret-1-dev');
    const script = `
      import { KeytarSecretStore } from ${JSON.stringify(fileURLToPath(new URL('./keytar-secret-store.ts', import.meta.url)))};
      const store = new KeytarSecretStore();
      const before = await store.get('test');
      await store.set('test', 'sécret');
      const kept = await store.get('test');
      await store.remove('test');
      console.log(JSON.stringify([before ?? null, kept, (await store.get('test')) ?? null]));`;
    const unlock = 'printf "\\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"';
    const session = spawn(
      'dbus-run-session',
      ['--', 'sh', '-c', unlock, 'sh', process.execPath, '--input-type=module', '-e', script],
      { env: { PATH: process.env.PATH, HOME: folder, XDG_RUNTIME_DIR: folder }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    session.stdout.on('data', (data) => {
      output += String(data);
    });
    session.stderr.on('data', (data) => {
      output += String(data);
    });
    const code = await new Promise((resolve) => session.once('close', resolve));
    expect(output).toContain('[null,"sécret",null]');
    expect(code).toBe(0);
  });
});
