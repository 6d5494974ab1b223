import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CODES } from '@alongside/base';
import { kbTexts } from '@alongside/desk';
import { checkTexts, factTexts } from '@alongside/diagnostics';
import { deviceSocket, http, PERMISSIONS } from '@alongside/protocol';
import type { ByeReason } from '@alongside/technician-core';
import { createTexts } from '@alongside/ui';
import { expect, test } from 'vitest';
import { actName } from '../settings/act-name.ts';
import english from './en.json' with { type: 'json' };

const source = join(import.meta.dirname, '..');
/** The guest's page has texts of its own, which test/integration/texts-in-catalogues.test.ts looks at. */
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (file) => /\.tsx?$/u.test(file) && !/\.test\.tsx?$/u.test(file) && !file.startsWith('guest/'),
);
const read = (file: string) => readFileSync(join(source, file), 'utf8');

function keysOf(node: object, prefix = ''): string[] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'string' ? [`${prefix}${key}`.replace(/_(one|other)$/u, '')] : keysOf(value, `${prefix}${key}.`),
  );
}
const known = new Set(keysOf(english));

/** Keys that the code names, `${…}` standing for any part. */
const used = files.flatMap((file) =>
  [...read(file).matchAll(/\bt\((?:[^'"`()]*\?\s*)?(['`])([^'`]+)\1(?:\s*:\s*(['`])([^'`]+)\3)?/gu)].flatMap(
    ([, , first, , second]) => [first, second].filter((key) => key !== undefined).map((key) => ({ file, key })),
  ),
);

const pattern = (key: string) => new RegExp(`^${key.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/gu, '.+')}$`, 'u');

/** Everything in quotes that has the form of a key, wherever it stands: beside conditions, in tables that name keys. */
const quoted = files.flatMap((file) =>
  [...read(file).matchAll(/'([a-z][\w-]*(?:\.[\w-]+)+)'|`([a-z][\w-]*\.(?:\$\{[^}]*\}|[\w.-])+)`/giu)].map(
    ([, plain, template]) => plain ?? template ?? '',
  ),
);

test('there are many texts and many uses, or this test looks in the wrong place', () => {
  expect(known.size).toBeGreaterThan(200);
  expect(used.length).toBeGreaterThan(150);
});

test('each key in the code has a text', () => {
  const all = new Set(keysOf({ ...english, facts: factTexts, checks: checkTexts, kb: kbTexts }));
  const isThere = (key: string) => {
    if (!key.includes('${')) return all.has(key);
    const like = pattern(key);
    return [...all].some((each) => like.test(each));
  };
  expect(used.filter(({ key }) => !isThere(key))).toEqual([]);
});

test('no text is left over', () => {
  const named = new Set(quoted);
  const patterns = [...named].filter((key) => key.includes('${')).map(pattern);
  const unused = [...known].filter((key) => !named.has(key) && !patterns.some((each) => each.test(key)));
  expect(unused).toEqual([]);
});

test('words of errors belong to codes that exist', () => {
  const codes = keysOf(english.errors)
    .filter((key) => key.endsWith('.happened'))
    .map((key) => key.replace(/\.happened$/u, ''));
  expect(codes.filter((code) => !Object.hasOwn(ERROR_CODES, code))).toEqual([]);
});

test('what somebody can do something about has words of its own, and is not called a fault of ours', () => {
  const codes = ['auth.origin', 'device.unknown', 'storage.full', 'storage.read-only'];
  expect(codes.filter((code) => !known.has(`errors.${code}.happened`) || !known.has(`errors.${code}.todo`))).toEqual([]);
});

/** Entered though their permission does not say so: the `audited` of apps/server/src/http/factor-routes.ts. */
const AUDITED_BESIDE: readonly unknown[] = [
  http.passwordChange,
  http.invitationAccept,
  http.totpConfirm,
  http.totpRemove,
  http.recoveryCodes,
  http.passkeyAdd,
  http.passkeyRemove,
];

test('each act that is entered in the audit has words', () => {
  const acts = Object.values<unknown>(http).flatMap((each) => {
    if (typeof each !== 'object' || each === null || !('access' in each)) return [];
    const { method, path, access, reads } = each as http.Route;
    const byPermission = access !== 'anyone' && PERMISSIONS[access].audited === true && !reads;
    return method !== 'GET' && (byPermission || AUDITED_BESIDE.includes(each)) ? [actName(`${method} ${path}`)] : [];
  });
  expect(acts.length).toBeGreaterThan(40);
  expect(acts.filter((act) => !known.has(`audit.act.${act}`))).toEqual([]);
});

/** Complete, or this does not compile. */
const BYES: Readonly<Record<ByeReason, true>> = {
  'technician-left': true,
  finished: true,
  'handed-over': true,
  'user-stopped': true,
  'user-closed': true,
  expired: true,
  'countersignature-missing': true,
  flooded: true,
  'record-full': true,
  'words-refused': true,
  'not-proven': true,
  'watch-over': true,
};

test('each end of a session has words', () => {
  const missing = [
    ...Object.keys(BYES).map((reason) => `stage.ended.${reason}`),
    ...deviceSocket.sessionEndReason.options.map((reason) => `endReason.${reason}`),
  ].filter((key) => !known.has(key));
  expect(missing).toEqual([]);
});

test('no component has words of its own', () => {
  const found = files
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) => {
      // Text between tags, and attributes that people read.
      const markup = read(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gmu, '');
      const between = [...markup.matchAll(/<\/?[A-Za-z][^<>]*>\s*([A-Za-z][A-Za-z ,.!?']+)\s*<\//gu)].map((hit) => hit[1]);
      const attributes = [
        ...markup.matchAll(/\b(?:label|title|placeholder|description|alt|aria-label)="([^"]*[A-Za-z][^"]*)"/gu),
      ].map((hit) => hit[1]);
      return [...between, ...attributes].map((words) => `${file}: ${words}`);
    })
    // Names of keys are the same in every language.
    .filter((hit) => !/: [a-z?/]$/u.test(hit));
  expect(found).toEqual([]);
});

test('the pseudo-locale has every text', () => {
  const missing: string[] = [];
  const texts = createTexts({ en: english }, { language: 'en-x-pseudo', onMissing: (what) => missing.push(what) });
  for (const key of known) texts.t(key, { count: 2, defaultValue: undefined, interpolation: { skipOnVariables: true } });
  expect(missing.filter((what) => what.startsWith('no text'))).toEqual([]);
});
