import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { BlockList } from 'node:net';
import { describe, expect, test } from 'vitest';
import { Arrivals, networkOf } from './arrivals.ts';

const request = (remoteAddress: string, headers: IncomingHttpHeaders = {}, encrypted = false) =>
  ({ socket: { remoteAddress, encrypted }, headers }) as unknown as IncomingMessage;

const https = { 'x-forwarded-proto': 'https' };

describe('without a proxy', () => {
  const arrivals = new Arrivals(undefined);

  test.each([
    ['127.0.0.1', false, { address: '127.0.0.1', isLocal: true, isProtected: true }],
    ['::ffff:127.0.0.1', true, { address: '127.0.0.1', isLocal: true, isProtected: true }],
    ['::ffff:10.0.0.9', true, { address: '10.0.0.9', isLocal: false, isProtected: true }],
    ['10.0.0.9', false, { address: '10.0.0.9', isLocal: false, isProtected: false }],
  ])('%s, TLS %s', (peer, encrypted, arrival) => {
    expect(arrivals.of(request(peer, {}, encrypted))).toMatchObject(arrival);
  });

  test('forwarded headers say nothing', () => {
    const forged = { ...https, 'x-forwarded-for': '127.0.0.1', 'x-forwarded-host': 'help.example.org' };
    expect(arrivals.of(request('10.0.0.9', forged))).toMatchObject({ address: '10.0.0.9', isLocal: false, isProtected: false });
  });
});

describe('behind a proxy', () => {
  const proxies = new BlockList();
  proxies.addSubnet('10.0.0.0', 24, 'ipv4');
  proxies.addAddress('127.0.0.1', 'ipv4');
  const arrivals = new Arrivals(proxies);
  const client = (forwarded: string | undefined, peer = '10.0.0.1') =>
    arrivals.of(request(peer, { ...https, ...(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }) })).address;

  test('the proxy is believed', () => {
    const arrival = arrivals.of(request('::ffff:10.0.0.1', { ...https, 'x-forwarded-for': '203.0.113.5' }));
    expect(arrival).toMatchObject({ address: '203.0.113.5', isLocal: false, isProtected: true });
  });

  test.each([
    ['what a client wrote before it', '127.0.0.1, 203.0.113.5', '203.0.113.5'],
    ['two proxies in a row', '203.0.113.5, 10.0.0.2', '203.0.113.5'],
    ['IPv6', '2001:db8::5', '2001:db8::5'],
    ['IPv4 with a port', '203.0.113.9:51234', '203.0.113.9'],
    ['IPv6 with a port', '[2001:db8::1]:443', '2001:db8::1'],
    ['IPv6 in brackets', '[2001:db8::1]', '2001:db8::1'],
    ['IPv4 in IPv6, with a port', '[::ffff:203.0.113.9]:80', '203.0.113.9'],
    ['a proxy with a port behind it', '203.0.113.9:51234, 10.0.0.2:8080', '203.0.113.9'],
    ['nothing', undefined, '10.0.0.1'],
  ])('of a list, the last address that is no proxy’s: %s', (_what, forwarded, address) => {
    expect(client(forwarded)).toBe(address);
  });

  test.each([
    'unknown',
    '203.0.113.5, unknown',
    '203.0.113.5,',
    '',
    '_hidden:80',
    '203.0.113.5:x',
    '[203.0.113.5',
    '999.1.1.1:80',
  ])('refused: a client that is called %j', (forwarded) => {
    expect(() => client(forwarded)).toThrow(expect.objectContaining({ code: 'auth.origin' }));
  });

  test.each([
    ['a stranger who comes around it', '192.0.2.77', https],
    ['a stranger who claims this machine', '192.0.2.77', { ...https, 'x-forwarded-for': '127.0.0.1', host: 'localhost:7420' }],
    ['a proxy that serves http', '10.0.0.1', { 'x-forwarded-proto': 'http' }],
    ['a client’s own header before the proxy’s', '10.0.0.1', { 'x-forwarded-proto': 'https, http' }],
    ['a proxy that does not say', '10.0.0.1', {}],
    ['a proxy on this machine that does not say', '127.0.0.1', { host: 'help.example.org' }],
  ])('refused: %s', (_what, peer, headers) => {
    expect(() => arrivals.of(request(peer, headers))).toThrow(expect.objectContaining({ code: 'auth.origin' }));
  });

  test('a program beside the proxy may come directly, and nothing is opened for it', () => {
    const arrival = arrivals.of(request('127.0.0.1', { host: 'localhost:7420' }));
    expect(arrival).toMatchObject({ address: '127.0.0.1', isLocal: false, isProtected: false });
  });

  test('this machine is itself where the proxy is another; its headers say nothing', () => {
    const forged = { ...https, 'x-forwarded-for': '203.0.113.5' };
    const arrival = arrivals.of(request('::1', forged));
    expect(arrival).toMatchObject({ address: '::1', isLocal: true, isProtected: true });
  });
});

describe('what limits count', () => {
  test.each([
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::ffff', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('of %s: %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
