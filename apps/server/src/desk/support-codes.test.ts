import { webCrypto } from '@alongside/crypto';
import { CODE_LIVES_MS, codeToHash } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { beforeEach, expect, test } from 'vitest';
import type { DevicePeer } from './peers.ts';
import { SupportCodes } from './support-codes.ts';

const crypto = webCrypto();
const HOUR = 3_600_000;
const device = (id: string) => ({ id }) as DevicePeer;
const laptop = device('device-0001');
const burnt: string[] = [];
let clock: FakeClock;
let codes: SupportCodes;

beforeEach(() => {
  burnt.length = 0;
  clock = new FakeClock();
  codes = new SupportCodes({
    clock,
    crypto,
    isHere: ({ id }) => id !== 'device-away',
    onBurnt: (_device, requestId) => void burnt.push(requestId),
  });
});

function keep(code: string, requestId = 'request-0001', on = laptop): void {
  const codeHash = crypto.sha256(codeToHash(requestId, code));
  codes.keep(on, { requestId, name: 'Uma', nameplate: code.slice(0, 4), codeHash, proof: '' });
}

/** What comes of it: the request, or the code of the refusal. */
function enter(code: string, technician = 'tess', address = '::1'): string {
  try {
    return codes.take(code, technician, address).requestId;
  } catch (error) {
    return (error as { code: string }).code;
  }
}
/** Wrong codes of as many accounts and addresses as there are tries. */
function guess(nameplate: string, times: number): void {
  for (let i = 0; i < times; i += 1) enter(`${nameplate}${String(i).padStart(6, '0')}`, `t${i}`, `address-${i}`);
}

test('a code works once', () => {
  keep('4711083552');
  expect([enter('4711083552'), enter('4711083552')]).toEqual(['request-0001', 'code.refused']);
});

test('and for ten minutes', async () => {
  keep('4711083552');
  await clock.advance(CODE_LIVES_MS - 1);
  expect(codes.liveCount).toBe(1);
  await clock.advance(1);
  expect([enter('4711083552'), codes.liveCount]).toEqual(['code.refused', 0]);
});

test('its hash is of no use with another request', () => {
  const codeHash = crypto.sha256(codeToHash('request-0001', '4711083552'));
  codes.keep(laptop, { requestId: 'request-0002', name: '', nameplate: '4711', codeHash, proof: '' });
  expect(enter('4711083552')).toBe('code.refused');
});

test('five wrong tries burn a nameplate, whoever tries, and its device hears of it', () => {
  keep('4711083552');
  guess('4711', 4);
  expect(burnt).toEqual([]);
  guess('4711', 1);
  expect(burnt).toEqual(['request-0001']);
  expect(enter('4711083552')).toBe('code.refused');
});

test('four burn none', () => {
  keep('4711083552');
  guess('4711', 4);
  expect(enter('4711083552')).toBe('request-0001');
});

test('ten wrong tries of an account lock its code entry for an hour, and nobody else’s', async () => {
  for (let i = 0; i < 10; i += 1) expect(enter(`${1000 + i}000000`)).toBe('code.refused');
  keep('4711083552');
  expect(enter('4711083552')).toBe('code.locked');
  await clock.advance(HOUR - 1);
  keep('4711083552');
  expect(enter('4711083552')).toBe('code.locked');
  expect(enter('4711083552', 'tom')).toBe('request-0001');
  await clock.advance(1);
  keep('4712083552');
  expect(enter('4712083552')).toBe('request-0001');
});

test('right ones in between forgive nothing', () => {
  for (let i = 0; i < 9; i += 1) enter(`${1000 + i}000000`);
  keep('4711083552');
  expect(enter('4711083552')).toBe('request-0001');
  enter('2000000000');
  keep('4711083552', 'request-0002');
  expect(enter('4711083552')).toBe('code.locked');
});

test('tries of an hour ago count no more', async () => {
  for (let i = 0; i < 9; i += 1) enter(`${1000 + i}000000`);
  await clock.advance(HOUR);
  enter('2000000000');
  keep('4711083552');
  expect(enter('4711083552')).toBe('request-0001');
});

test('one address has thirty tries in ten minutes, for whichever accounts', async () => {
  for (let i = 0; i < 30; i += 1) enter(`${1000 + i}000000`, `t${i}`);
  keep('4711083552');
  expect(enter('4711083552')).toBe('request.rate-limited');
  expect(enter('4711083552', 'tess', 'elsewhere')).toBe('request-0001');
});

test('whoever is locked keeps nobody at the same address from entering theirs', () => {
  for (let i = 0; i < 100; i += 1) enter(`${1000 + i}000000`, 'mallory');
  expect(enter('1000000000', 'mallory')).toBe('code.locked');
  keep('4711083552');
  expect(enter('4711083552')).toBe('request-0001');
});

test('a code whose computer is away is not lost', () => {
  keep('4711083552', 'request-0001', device('device-away'));
  expect([enter('4711083552'), codes.liveCount]).toEqual(['device.offline', 1]);
});

test('a nameplate in use is refused to another device, and told anew by its own', () => {
  keep('4711083552');
  expect(() => keep('4711000000', 'request-0002', device('device-0002'))).toThrow('in use');
  const again = device('device-0001');
  keep('4711083552', 'request-0001', again);
  expect(codes.take('4711083552', 'tess', '::1').device).toBe(again);
});

test('told anew it has no more tries than before', () => {
  keep('4711083552');
  guess('4711', 4);
  keep('4711083552');
  guess('4711', 1);
  expect(burnt).toEqual(['request-0001']);
});

test('a device has one code at a time, and can take it back', () => {
  keep('4711083552');
  keep('4712083552', 'request-0002');
  expect(enter('4711083552')).toBe('code.refused');
  expect(() => codes.cancel(device('device-0002'), 'request-0002')).toThrow('not known');
  expect(codes.liveCount).toBe(1);
  codes.cancel(laptop, 'request-0002');
  expect(enter('4712083552')).toBe('code.refused');
});
