import type { SigningKey } from '@alongside/base';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import { beforeAll, expect, test } from 'vitest';
import { canonical } from '../canonical.ts';
import { STEP_UP_LASTS_MS, type StepUp, stepUpPayload, verifyStepUp } from './step-up.ts';

const NOW = 1_800_000_000_000;
const GIVEN: StepUp = { sessionId: 'session-0001', technicianKey: 'k'.repeat(43), at: NOW - 60_000, method: 'totp' };
const EXPECTED = { sessionId: GIVEN.sessionId, technicianKey: GIVEN.technicianKey, now: NOW };
let server: SigningKey;
let other: SigningKey;
beforeAll(async () => {
  server = (await generateSigningKey()).key;
  other = (await generateSigningKey()).key;
});

const verified = async (given: StepUp, { by = server, expected = EXPECTED, payload = stepUpPayload(given) } = {}) =>
  verifyStepUp(webCrypto(), server.publicKey, await by.signJws(payload), expected);

test('a fresh factor of this technician in this session counts', async () => {
  expect(await verified(GIVEN)).toBe(true);
  expect(await verified({ ...GIVEN, at: NOW - STEP_UP_LASTS_MS })).toBe(true);
  // The server's clock is a minute ahead.
  expect(await verified({ ...GIVEN, at: NOW + 60_000 })).toBe(true);
});

test('one that is old, from tomorrow, for another session or another key does not', async () => {
  expect(await verified({ ...GIVEN, at: NOW - STEP_UP_LASTS_MS - 1 })).toBe(false);
  expect(await verified({ ...GIVEN, at: NOW + 24 * 60 * 60_000 })).toBe(false);
  expect(await verified({ ...GIVEN, sessionId: 'session-0002' })).toBe(false);
  expect(await verified({ ...GIVEN, technicianKey: 'q'.repeat(43) })).toBe(false);
});

test('one by another key, of another type, with more in it, or none does not', async () => {
  expect(await verified(GIVEN, { by: other })).toBe(false);
  for (const payload of [
    canonical({ type: 'alongside-other/1', ...GIVEN }),
    canonical({ type: 'alongside-step-up/1', ...GIVEN, more: 1 }),
    `${stepUpPayload(GIVEN)} `,
    canonical({ ...GIVEN, type: 'alongside-step-up/1', at: String(GIVEN.at) }),
    'null',
    'no json',
  ]) {
    expect(await verified(GIVEN, { payload }), payload).toBe(false);
  }
  const signed = await server.signJws(stepUpPayload(GIVEN));
  expect(await verifyStepUp(webCrypto(), undefined, signed, EXPECTED)).toBe(false);
  expect(await verifyStepUp(webCrypto(), server.publicKey, undefined, EXPECTED)).toBe(false);
  expect(await verifyStepUp(webCrypto(), server.publicKey, signed.slice(0, -2), EXPECTED)).toBe(false);
});
