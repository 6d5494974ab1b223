import { consoleSocket, deviceSocket, http, linkPage, session, shellPage } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import { playedAs } from './attack-notes.ts';
import { samplesOf } from './samples.ts';

playedAs('whoever writes texts');

/**
 * Every place for words in every message and route: what turns, hides or heaps letters, and what steers a terminal, is
 * gone once the schema has read it, or the whole message is refused.
 */

const HOSTILE = [
  '\u202Eexe.gpj',
  'a\u200Bb\u2066c',
  '\u001b]52;c;aGk=\u0007x',
  '\u009b31m',
  'x\u0000y',
  'ㅤ',
  `a${'\u0301'.repeat(80)}`,
] as const;
const MISLEADING = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]|[^\P{Cc}\t\n\r]|\p{M}{6}/u;

/** What is compared and never shown. */
const COMPARED = /^(?:password|code|token|secret|resumeSecret|username|credential|link|url)$/u;

/** What is drawn by a terminal, which has rules of its own, goes to other rules, or is the core's own word to its page. */
const RAW = new Set([
  'shell/input data',
  'shell/output data',
  'mirror/output data',
  // To be typed as it is; where no key gives a character, nothing is typed.
  'input/batch text',
  // Read by the record's own rules, and shown as those clean it.
  'ledger/entry entry',
  'ledger/entry text',
  'ledger/entry salt',
  // Read by the report's own schema; a body in which that would clean anything is refused (server-reports.test.ts).
  'diagnosis/send body',
  // For WebRTC, behind the filter of packages/peer.
  'sdp',
  'candidate',
  'frame',
  // From the core, of the same machine.
  'view/changed language',
  'view/changed type',
  'view/changed detail',
  // What the page drew, for its hash.
  'dialog/visible words',
  'notice/dismiss kind',
]);

interface Place {
  readonly path: readonly (string | number)[];
}

function placesOf(value: unknown, path: readonly (string | number)[] = []): readonly Place[] {
  if (typeof value === 'string') return [{ path }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => placesOf(inner, [...path, Array.isArray(value) ? Number(name) : name]));
}

function put(value: unknown, [first, ...rest]: readonly (string | number)[], text: string): unknown {
  if (first === undefined) return text;
  if (Array.isArray(value)) return value.map((item, at) => (at === first ? put(item, rest, text) : item));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, item]) => [name, name === first ? put(item, rest, text) : item]),
  );
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function leaks(name: string, schema: z.ZodType): readonly string[] {
  const found = new Set<string>();
  for (const sample of samplesOf(schema, 4)) {
    for (const { path } of placesOf(sample)) {
      const place = String(path.findLast((step) => typeof step === 'string') ?? '');
      if ((COMPARED.test(place) && name !== session.consentState.method) || RAW.has(place) || RAW.has(`${name} ${place}`))
        continue;
      for (const text of HOSTILE) {
        const read = schema.safeParse(put(sample, path, text));
        if (read.success && textsIn(read.data).some((out) => MISLEADING.test(out))) found.add(`${name} ${place}`);
      }
    }
  }
  return [...found];
}

test('what misleads the eye or steers a terminal passes no message between any two', () => {
  const found = [session, deviceSocket, consoleSocket, shellPage, linkPage].flatMap((group) =>
    [...contract(group).values()].flatMap((message) => leaks(message.method, message.params)),
  );
  expect([...new Set(found)]).toEqual([]);
});

test('nor any body of a route', () => {
  const found = Object.entries(http).flatMap(([name, route]: [string, unknown]) =>
    isRoute(route) && route.method !== 'GET' ? leaks(name, route.body) : [],
  );
  expect([...new Set(found)]).toEqual([]);
});

function isRoute(value: unknown): value is http.Route {
  return typeof value === 'object' && value !== null && 'path' in value && 'access' in value;
}
