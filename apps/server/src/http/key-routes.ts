import { AppError, type Clock, type Crypto, type RandomSource, randomId } from '@alongside/base';
import { type BrowserKey, http, type KeyDecision, keyDecisionText } from '@alongside/protocol';
import type { Stores } from '../storage/stores.ts';
import type { TechnicianKeyRow } from '../storage/tables.ts';
import { type Call, type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly keysChanged: () => Promise<void>;
}

/** For clocks that go wrong and for the way; a signature is worth nothing later. */
const DECISION_FRESH_MS = 5 * 60_000;

/** Browsers' keys: registering one's own, and vouching for others by a key that counts already. */
export function registerKeyRoutes({ register, stores, organisationId, crypto, clock, random, keysChanged }: Dependencies): void {
  register(http.keyRegister, async (call) => {
    const { user } = signedIn(call);
    const { publicKey, label, proof } = call.body;
    const proven = await crypto.verify(publicKey, proof, new TextEncoder().encode(`alongside-key/1\n${user.id}`));
    if (!proven) throw new AppError('auth.key-mismatch', 'the proof does not fit the key');
    const key = { id: randomId(random), userId: user.id, publicKey, label, createdAt: clock.now() };
    const kept = await stores.keys.register(organisationId, key);
    if (kept.id === key.id) await keysChanged();
    return { keyId: kept.id };
  });

  register(http.keys, async (call) => {
    const rows = await stores.keys.list(organisationId, call.scope === 'all' ? undefined : signedIn(call).user.id);
    const names = new Map((await stores.accounts.list(organisationId)).map(({ id, name }) => [id, name]));
    return rows.map((row) => view(row, (userId) => names.get(userId) ?? ''));
  });

  register(http.keyApprove, async (call) => {
    const { key, by, isOwn } = await decide(call, 'approve');
    const approval = { how: isOwn ? 'browser' : 'admin', userId: by.userId, publicKey: by.publicKey } as const;
    const signed = { ...approval, signature: call.body.signature };
    if (!(await stores.keys.approve(organisationId, key.id, signed, clock.now()))) {
      throw new AppError('request.invalid', 'this key waits for nobody any more');
    }
    await keysChanged();
    return { ok: true };
  });

  register(http.keyRemove, async (call) => {
    const { key } = await decide(call, 'remove');
    await stores.keys.remove(organisationId, key.id, clock.now());
    await keysChanged();
    return { ok: true };
  });

  /** The key in question and the one that decides; throws unless that one counts, may decide, and signed just this, just now. */
  async function decide(call: Call<{ by: string; at: number; signature: string }>, decision: KeyDecision['decision']) {
    const identity = signedIn(call);
    const { by: byId, at, signature } = call.body;
    const key = await stores.keys.find(organisationId, call.params.id ?? '');
    const isOwn = key?.userId === identity.user.id;
    if (!key || !(isOwn || call.scope === 'all')) throw new AppError('request.invalid', 'there is no such key');
    const by = await stores.keys.find(organisationId, byId);
    if (by?.userId !== identity.user.id || by.approvedAt === null || by.removedAt !== null) {
      throw new AppError('auth.key-waiting', 'the key that decides is not approved itself');
    }
    if (Math.abs(clock.now() - at) > DECISION_FRESH_MS) {
      throw new AppError('auth.token-used', 'this was signed too long ago, or the clock of this computer is wrong');
    }
    const text = keyDecisionText({ decision, userId: key.userId, publicKey: key.publicKey, at });
    if (!(await crypto.verify(by.publicKey, signature, new TextEncoder().encode(text)))) {
      throw new AppError('auth.key-mismatch', 'the signature does not fit the key');
    }
    return { key, by, isOwn };
  }
}

function view(row: TechnicianKeyRow, nameOf: (userId: string) => string): BrowserKey {
  const { id, userId, publicKey, label, createdAt, lastUsedAt, approvedAt, approvedHow, approvedBy, removedAt } = row;
  const approved =
    approvedAt === null
      ? null
      : { at: approvedAt, by: approvedHow ?? 'earlier', name: approvedBy === null ? null : nameOf(approvedBy) };
  return { id, user: { id: userId, name: nameOf(userId) }, publicKey, label, createdAt, lastUsedAt, approved, removedAt };
}
