import { safeLine } from '@alongside/base';
import { type AuditEntry, verifyAudit } from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import type { TFunction } from 'i18next';

interface Output {
  out(text: string): void;
}

const GOOD = 0;
const BROKEN = 1;

/** Tells what admins did by an exported audit, and whether it holds. Resolves to the exit code. */
export async function reportAudit(text: string, serverKey: string | undefined, t: TFunction, io: Output): Promise<number> {
  const result = await verifyAudit(text, webCrypto(), serverKey);
  if (result.verdict === 'broken') {
    io.out(`${t(`audit.broken.${result.why}`, { at: result.at ?? '' })}\n`);
    return BROKEN;
  }
  const lines = result.entries.map((entry) => told(t, entry));
  const proof = t(serverKey === undefined ? 'audit.whose' : 'audit.proven', { key: result.key });
  io.out(`${[t('audit.good', { count: lines.length }), proof, ...lines].join('\n')}\n`);
  return GOOD;
}

/** A file by anybody, signed with a key of their own, must not speak to the terminal. */
function told(t: TFunction, { at, actor, action, subject, detail, failed }: AuditEntry): string {
  const what = failed === null ? action : t('audit.failed', { action, seq: failed.seq, code: failed.code });
  const parts = [new Date(at).toISOString(), actor.name, what, subject ?? '', detail];
  return parts
    .map((part) => safeLine(part, part.length))
    .filter((part) => part !== '')
    .join('  ');
}
