import { contract } from '@alongside/rpc';
import { expect, test } from 'vitest';
import { API_KEY_SCOPES } from './api-keys.ts';
import * as consoleSocket from './desk-socket.ts';
import * as http from './http.ts';
import { PERMISSIONS, type Permission, permission, permissionsOf, ROLES, scopeOf } from './permissions.ts';

const routes = Object.values(http as Record<string, unknown>).filter(
  (value): value is http.Route => typeof value === 'object' && value !== null && 'access' in value,
);
const messages = [...contract(consoleSocket).values()].filter(({ from }) => from === 'technician');

test('every message of a technician’s page names a permission, but for the proof of who it is', () => {
  const without = messages.filter(({ needs }) => !permission.safeParse(needs).success);
  expect(without.map(({ method }) => method)).toEqual(['console/authenticate']);
});

test('what an account without a place at the desk may do is its own account, and what is published', () => {
  expect(permissionsOf({ role: 'user', tier: 1 })).toEqual(['account.own', 'organisation.read', 'kb.read']);
  const auditor = permissionsOf({ role: 'auditor', tier: 1 });
  expect(auditor.every((each) => /^(?:account\.own|.+\.read)$/u.test(each))).toBe(true);
  expect(auditor).not.toContain('tickets.read');
  expect(auditor).not.toContain('people.read');
});

test('who comes from outside reaches their own alone, of what is the desk’s', () => {
  const reach = Object.fromEntries(permission.options.map((each) => [each, scopeOf({ role: 'vendor', tier: 1 }, each)]));
  for (const each of ['tickets.read', 'tickets.write', 'sessions.run'] as const) expect(reach[each]).toBe('own');
  for (const each of ['tickets.claim', 'devices.read', 'people.read', 'records.read', 'audit.read'] as const) {
    expect(reach[each]).toBeUndefined();
  }
});

test('only an admin changes what holds for others', () => {
  const changing = permission.options.filter((each) => /^(?:organisation|people|trust|devices)\.(?!read)/u.test(each));
  expect(changing.length).toBeGreaterThan(3);
  for (const each of changing) expect(ROLES.filter((role) => scopeOf({ role, tier: 1 }, each))).toEqual(['admin']);
});

test('what admins alone change needs a browser that counts, besides a password', () => {
  const alone = permission.options.filter((each) => {
    const who = ROLES.filter((role) => scopeOf({ role, tier: 1 }, each));
    return PERMISSIONS[each].audited === true && who.join() === 'admin';
  });
  expect(alone.length).toBeGreaterThan(4);
  expect(alone.filter((each) => !PERMISSIONS[each].needsKnownBrowser)).toEqual([]);
});

test('a key’s scopes change nothing that is entered in the audit, and nothing of sessions, keys, people or trust', () => {
  const table: Record<Permission, { audited?: true }> = PERMISSIONS;
  expect(API_KEY_SCOPES.filter((each) => table[each].audited)).toEqual([]);
  expect(
    API_KEY_SCOPES.filter((each) => /^(?:account|desk|keys|sessions|standing|codes|invitations|people|trust)\./u.test(each)),
  ).toEqual([]);
});

test('a permission of a higher tier is not there below it', () => {
  const table = PERMISSIONS as Record<Permission, { tier: number }>;
  const before = table['tickets.claim'].tier;
  expect(scopeOf({ role: 'technician', tier: before }, 'tickets.claim')).toBe('all');
  expect(scopeOf({ role: 'technician', tier: before - 1 }, 'tickets.claim')).toBeUndefined();
});

test('routes name permissions of the table', () => {
  for (const { path, access } of routes) expect(access === 'anyone' || access in PERMISSIONS, path).toBe(true);
});
