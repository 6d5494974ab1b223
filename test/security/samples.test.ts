import { consoleSocket, deviceSocket, http, linkPage, session, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { expect, test } from 'vitest';
import { samplesOf, spoiled } from './samples.ts';

/** The attacks of this folder are made of the schemas; here is shown that they can be, for every message and route. */

const contracts = { session, deviceSocket, consoleSocket, shellPage, linkPage };

test.each(Object.entries(contracts))('every message of %s has samples that its schema takes', (_name, messages) => {
  for (const message of contract(messages).values()) {
    for (const sample of samplesOf(message.params)) expect(message.params.safeParse(sample).success, message.method).toBe(true);
  }
});

test('every route has a body that its schema takes', () => {
  const routes = Object.values(http).filter((route) => typeof route === 'object');
  expect(routes.length).toBeGreaterThan(10);
  for (const route of routes) {
    if (route.method === 'GET') continue;
    const [sample] = samplesOf(route.body, 1);
    expect(route.body.safeParse(sample).success, route.path).toBe(true);
  }
});

test('what is nearly right is mostly refused by the schemas, and never makes them throw', () => {
  for (const message of Object.values(contracts).flatMap((messages) => [...contract(messages).values()])) {
    const [sample] = samplesOf(message.params, 1);
    const bad = spoiled(sample ?? null);
    const refused = bad.filter((value) => !message.params.safeParse(value).success);
    expect(refused.length / bad.length, message.method).toBeGreaterThan(0.5);
  }
});
