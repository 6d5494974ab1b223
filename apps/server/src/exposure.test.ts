import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger, systemClock } from '@alongside/base';
import { afterAll, describe, expect, test } from 'vitest';
import { type Exposure, openExposure } from './exposure.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'alongside-exposure-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

const open = (exposure: Exposure, host?: string) =>
  openExposure(exposure, { host, dataDir, clock: systemClock(), logger: silentLogger });
const proxy = (...proxies: string[]): Exposure => ({ kind: 'proxy', publicUrl: 'https://help.example.org', proxies });

describe('for this machine', () => {
  test.each(['localhost', '127.0.0.1', '::1'])('%s is served under one name, and known by three', async (host) => {
    const { addresses, tls } = await open({ kind: 'loopback' }, host);
    expect(tls).toBeUndefined();
    expect(addresses(7420)).toEqual({
      origin: 'http://localhost:7420',
      localOrigin: 'http://localhost:7420',
      origins: ['http://localhost:7420'],
      hosts: ['localhost:7420', '127.0.0.1:7420', '[::1]:7420'],
    });
  });

  test('a port that browsers leave out is left out', async () => {
    const { addresses } = await open({ kind: 'loopback' });
    expect(addresses(80).origin).toBe('http://localhost');
    expect(addresses(80).hosts).toEqual(['localhost', '127.0.0.1', '[::1]']);
  });
});

describe('for the network', () => {
  test('links carry the name that others know, where one is given; programs here come over loopback', async () => {
    const { host, addresses, insistsOnTls } = await open({ kind: 'lan', name: 'help.lan', newAuthority: true });
    expect([host, insistsOnTls]).toEqual(['::', false]);
    const { origin, localOrigin, origins, hosts } = addresses(443);
    expect([origin, localOrigin]).toEqual(['https://help.lan', 'https://localhost']);
    expect(hosts).toEqual(origins.map((one) => new URL(one).host));
    expect(hosts).toContain('[::1]');
  });

  test('one that listens on a single address is reached at that one, from here too', async () => {
    const { host, addresses } = await open({ kind: 'lan' }, '127.0.0.1');
    expect(host).toBe('127.0.0.1');
    expect(addresses(7420)).toMatchObject({ origin: 'https://127.0.0.1:7420', localOrigin: 'https://localhost:7420' });
  });

  test('a name that is none is refused', async () => {
    await expect(open({ kind: 'lan', name: 'a b' })).rejects.toMatchObject({ code: 'request.invalid' });
  });

  test('a name without a dot is refused, and what to take instead is said', async () => {
    const refused = { code: 'request.invalid', message: expect.stringMatching(/desk\.local.*address/u) };
    await expect(open({ kind: 'lan', name: 'desk' })).rejects.toMatchObject(refused);
    const { addresses } = await open({ kind: 'lan', name: 'localhost', newAuthority: true });
    expect(addresses(443).origin).toBe('https://localhost');
  });
});

describe('behind a proxy', () => {
  test('it listens on this machine, and is known by the public name and by loopback', async () => {
    const { host, addresses, insistsOnTls } = await open(proxy('127.0.0.1'));
    expect([host, insistsOnTls]).toEqual(['localhost', true]);
    expect(addresses(7420)).toEqual({
      origin: 'https://help.example.org',
      localOrigin: 'http://localhost:7420',
      origins: ['https://help.example.org'],
      hosts: ['help.example.org', 'localhost:7420', '127.0.0.1:7420', '[::1]:7420'],
    });
  });

  test('where it listens on one other address, programs here go through the proxy', async () => {
    const { addresses } = await open(proxy('10.0.0.5'), '10.0.0.2');
    expect(addresses(7420).localOrigin).toBe('https://help.example.org');
  });

  test('it may be named by addresses and subnets', async () => {
    const { proxies } = await open(proxy('10.0.0.0/24', 'fd00::5'));
    const known = (['10.0.0.77', '10.0.1.1'] as const).map((address) => proxies?.check(address, 'ipv4'));
    expect([...known, proxies?.check('fd00::5', 'ipv6'), proxies?.check('fd00::6', 'ipv6')]).toEqual([true, false, true, false]);
  });

  test.each([
    [[]],
    [['']],
    [['proxy.example']],
    [['10.0.0.0/0']],
    [['::/0']],
    [['10.0.0.0/33']],
    [['10.0.0.0/8/8']],
    [['10.0.0.0/']],
  ])('not by %j', async (proxies) => {
    await expect(open(proxy(...proxies))).rejects.toMatchObject({ code: 'request.invalid' });
  });
});
