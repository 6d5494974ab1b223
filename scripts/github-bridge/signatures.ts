import { createHmac, timingSafeEqual } from 'node:crypto';

const PATIENCE_S = 300;

/** A delivery of the desk's (docs/webhooks.md), over the bytes as they came. `now`: milliseconds. */
export function isFromDesk(secret: string, header: string, body: Buffer, now: number): boolean {
  const [, seconds, signature] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/u.exec(header) ?? [];
  if (seconds === undefined || signature === undefined) return false;
  if (Math.abs(now / 1000 - Number(seconds)) > PATIENCE_S) return false;
  return isHmac(secret, [`${seconds}.`, body], signature);
}

/** A delivery of GitHub's, as its documentation has it ("Validating webhook deliveries"): `X-Hub-Signature-256`. */
export function isFromGitHub(secret: string, header: string, body: Buffer): boolean {
  const [, signature] = /^sha256=([0-9a-f]{64})$/u.exec(header) ?? [];
  return signature !== undefined && isHmac(secret, [body], signature);
}

function isHmac(secret: string, parts: readonly (string | Buffer)[], hex: string): boolean {
  const hmac = createHmac('sha256', secret);
  for (const part of parts) hmac.update(part);
  return timingSafeEqual(hmac.digest(), Buffer.from(hex, 'hex'));
}
