import os from 'node:os';
import { expect, test } from 'vitest';
import { OwnIdentities } from './own-identities.ts';

const FILES: Readonly<Record<string, string>> = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/bash\nakovac:x:1000:1000:Anna Kovač,,,:/home/akovac:/bin/bash\n',
  '/etc/hostname': 'fox-den\n',
  '/etc/machine-id': '9e107d9d372bb6826bd81d3542a419d6\n',
};

test('names come from where a system keeps them, each once and none empty', () => {
  const identities = new OwnIdentities({
    userInfo: () => ({ username: 'akovac', homedir: '/home/akovac', uid: 1000 }),
    hostname: () => 'fox-den.example.net',
    home: () => '/home/akovac',
    env: { USER: 'akovac', SUDO_USER: 'boss', HOME: '' },
    read: (path) => FILES[path],
  }).read();
  expect(identities).toEqual({
    users: ['akovac', 'boss', 'Anna Kovač'],
    homes: ['/home/akovac'],
    hosts: ['fox-den.example.net', 'fox-den'],
    serials: ['9e107d9d372bb6826bd81d3542a419d6'],
  });
});

test('of this very computer', () => {
  const { hosts, homes } = new OwnIdentities().read();
  expect(hosts).toContain(os.hostname());
  expect(homes).toContain(os.homedir());
});
