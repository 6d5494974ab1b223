import type { SigningKey } from '@alongside/base';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import { beforeAll, expect, test } from 'vitest';
import { canonical } from '../canonical.ts';
import { NO_PREVIOUS } from '../ledger/entry.ts';
import {
  type AuditEntry,
  afterAuditEntries,
  auditHash,
  auditHeadPayload,
  BEFORE_AUDIT_ENTRIES,
  isAudit,
  verifyAudit,
} from './audit.ts';

const crypto = webCrypto();
let server: SigningKey;
beforeAll(async () => {
  server = (await generateSigningKey()).key;
});

function chain(length: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let seq = 0; seq < length; seq += 1) {
    const before = entries.at(-1);
    entries.push({
      seq,
      prev: before ? auditHash(crypto, before) : NO_PREVIOUS,
      at: 1_800_000_000_000 + seq,
      actor: { id: 'user-0001', name: 'Ada' },
      action: 'PUT /api/users/:id/role',
      subject: `user-000${seq}`,
      detail: canonical({ role: 'auditor' }),
      failed: null,
    });
  }
  return entries;
}

async function exported(entries: AuditEntry[], signed = entries): Promise<string> {
  const last = signed.at(-1);
  const hash = last ? auditHash(crypto, last) : NO_PREVIOUS;
  const head = await server.signJws(auditHeadPayload('organisation', signed.length, hash));
  const after = afterAuditEntries({ organisation: 'organisation', key: server.publicKey, head });
  return `${BEFORE_AUDIT_ENTRIES}${entries.map(canonical).join(',')}${after}`;
}

test('an export holds, also an empty one', async () => {
  for (const length of [0, 1, 5]) {
    const text = await exported(chain(length));
    expect(isAudit(text)).toBe(true);
    expect(await verifyAudit(text, crypto, server.publicKey)).toMatchObject({ verdict: 'good', key: server.publicKey });
  }
});

test('what was altered, left out, added or put elsewhere is found, and where', async () => {
  const entries = chain(5);
  const altered = entries.map((entry) => (entry.seq === 2 ? { ...entry, subject: 'user-0009' } : entry));
  expect(await verifyAudit(await exported(altered), crypto)).toEqual({ verdict: 'broken', at: 3, why: 'chain' });
  const without = entries.filter(({ seq }) => seq !== 1);
  expect(await verifyAudit(await exported(without), crypto)).toEqual({ verdict: 'broken', at: 1, why: 'chain' });
  const [a, b, ...rest] = entries;
  const turned = [b, a, ...rest].filter((entry) => entry !== undefined);
  expect(await verifyAudit(await exported(turned), crypto)).toEqual({ verdict: 'broken', at: 0, why: 'chain' });
  // The last entry in another form, or cut off: the chain says nothing of it, the signature does.
  const last = entries.map((entry) => (entry.seq === 4 ? { ...entry, subject: 'user-0009' } : entry));
  for (const changed of [last, entries.slice(0, 4)]) {
    expect(await verifyAudit(await exported(changed, entries), crypto)).toEqual({
      verdict: 'broken',
      at: undefined,
      why: 'signature',
    });
  }
});

test('another server’s key, another spelling and no audit at all are refused', async () => {
  const text = await exported(chain(2));
  const other = (await generateSigningKey()).key.publicKey;
  expect(await verifyAudit(text, crypto, other)).toMatchObject({ verdict: 'broken', why: 'signature' });
  for (const spoiled of [
    `${text} x`,
    JSON.stringify(JSON.parse(text), null, 1),
    text.replace('Ada', 'Ad\\u0061'),
    '{}',
    '',
    'null',
  ]) {
    expect(await verifyAudit(spoiled, crypto)).toMatchObject({ verdict: 'broken', why: 'format' });
  }
});
