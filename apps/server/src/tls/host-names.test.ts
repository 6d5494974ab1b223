import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { inUrl, isDnsName, outwardAddress, ownHostNames } from './host-names.ts';

const at = (address: string, internal = false) => ({ address, internal }) as NetworkInterfaceInfo;

test('a machine’s names and addresses, each once, without what no URL can hold', () => {
  const interfaces = {
    lo: [at('127.0.0.1', true), at('::1', true)],
    eth0: [at('192.168.1.20'), at('fe80::1'), at('2001:DB8:0:0:0:0:0:5')],
    wlan0: [at('192.168.1.20'), at('fd00::2%wlan0')],
  };
  expect(ownHostNames('help.lan', 'Desk.corp.example', interfaces)).toEqual({
    names: ['help.lan', 'desk.corp.example', 'desk.local', 'localhost'],
    addresses: ['192.168.1.20', '2001:db8::5', 'fd00::2', '127.0.0.1', '::1'],
  });
});

test('a name of one label is left out: as a constraint it would stand for a whole top-level domain', () => {
  expect(ownHostNames(undefined, 'dev', {}).names).toEqual(['dev.local', 'localhost']);
  expect(ownHostNames('dev', 'localhost', {}).names).toEqual(['localhost', 'localhost.local']);
});

test('a host name that is no DNS name is left out', () => {
  expect(ownHostNames(undefined, 'my_desk', {})).toEqual({ names: ['localhost'], addresses: ['127.0.0.1', '::1'] });
});

test.each([
  ['a', true],
  ['help.example.org', true],
  ['a'.repeat(64), false],
  ['-a', false],
  ['a b', false],
  ['*.example.org', false],
  ['10.0.0.1', false],
  ['', false],
])('%j may be a name: %s', (name, good) => {
  expect(isDnsName(name)).toBe(good);
});

test('the address that others see is one of this machine', async () => {
  const address = await outwardAddress();
  const { addresses } = ownHostNames();
  expect(address === undefined || addresses.includes(address)).toBe(true);
});

test('IPv6 stands in brackets', () => {
  expect(['fd00::2', '10.0.0.1', 'desk'].map(inUrl)).toEqual(['[fd00::2]', '10.0.0.1', 'desk']);
});
