import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** The folders whose components speak to people, and the catalogues that they speak from. */
const GUEST = 'apps/console/src/guest';
const PAGES: readonly { folder: string; catalogues: readonly string[] }[] = [
  { folder: 'packages/ui/src', catalogues: ['packages/ui/src/texts/en.json'] },
  { folder: 'packages/agent-ui/src', catalogues: ['packages/agent-ui/src/shell/texts/en.json'] },
  { folder: 'apps/console/src', catalogues: ['apps/console/src/texts/en.json'] },
  { folder: GUEST, catalogues: [`${GUEST}/texts/en.json`, 'packages/agent-ui/src/shell/texts/en.json'] },
];
/** Attributes whose text a person reads or hears. */
const READ_ALOUD = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'description',
  'error',
  'label',
  'nothingFoundMessage',
  'placeholder',
  'title',
]);
/** What i18next appends to a key for plurals. */
const PLURALS = ['', '_zero', '_one', '_two', '_few', '_many', '_other'];

const isWord = (text: string) => /\p{L}{2,}/u.test(text);

/** Texts in components that a translation could never reach, as `line: text`. */
function hardCoded(file: string, source: string): string[] {
  const found: string[] = [];
  const note = (start: number, text: string) => {
    if (isWord(text)) found.push(`${file}:${source.slice(0, start).split('\n').length}: ${text.trim()}`);
  };
  const noteExpression = (node: Spoken | null | undefined): void => {
    if (!node) return;
    if (node.type === 'Literal' && typeof node.value === 'string') note(node.start, node.value);
    if (node.type === 'TemplateLiteral') for (const { start, value } of node.quasis ?? []) note(start, value.raw);
    if (node.type === 'ConditionalExpression') {
      noteExpression(node.consequent);
      noteExpression(node.alternate);
    }
    if (node.type === 'LogicalExpression') noteExpression(node.right);
  };
  new Visitor({
    JSXText: (node) => note(node.start, node.value),
    JSXElement: (node) => {
      for (const child of node.children) if (child.type === 'JSXExpressionContainer') noteExpression(child.expression as Spoken);
    },
    JSXAttribute: (node) => {
      const name = node.name.type === 'JSXIdentifier' ? node.name.name : '';
      if (!READ_ALOUD.has(name)) return;
      const value = node.value as Spoken | null;
      noteExpression(value?.type === 'JSXExpressionContainer' ? value.expression : value);
    },
  }).visit(parseSync(file, source).program);
  return found;
}

/** The part of ESTree that carries text. */
interface Spoken {
  readonly type: string;
  readonly start: number;
  readonly value?: unknown;
  readonly quasis?: readonly { readonly start: number; readonly value: { readonly raw: string } }[];
  readonly consequent?: Spoken;
  readonly alternate?: Spoken;
  readonly right?: Spoken;
  readonly expression?: Spoken;
}

/** Keys that are written out in calls of `t`. */
function keysAsked(file: string, source: string): string[] {
  const keys: string[] = [];
  const take = (node: Spoken | undefined): void => {
    if (node?.type === 'Literal' && typeof node.value === 'string') keys.push(node.value);
    if (node?.type === 'ConditionalExpression') {
      take(node.consequent);
      take(node.alternate);
    }
  };
  new Visitor({
    CallExpression: ({ callee, arguments: values }) => {
      if (callee.type === 'Identifier' && callee.name === 't') take(values[0] as Spoken | undefined);
    },
  }).visit(parseSync(file, source).program);
  return keys;
}

function sources(folder: string): { file: string; source: string }[] {
  return (
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => ['.ts', '.tsx'].includes(extname(name)) && !name.includes('.test.') && !name.includes('testing/'))
      .map((name) => join(root, folder, name))
      .map((path) => ({ file: relative(root, path), source: readFileSync(path, 'utf8') }))
      // A page of its own, with its own words.
      .filter(({ file }) => folder === GUEST || !file.startsWith(`${GUEST}/`))
  );
}

function flatten(value: unknown, prefix = ''): string[] {
  if (typeof value !== 'object' || value === null) return [prefix];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, prefix === '' ? key : `${prefix}.${key}`));
}

describe('the scan itself', () => {
  it('finds texts in elements, expressions and attributes, and leaves what nobody reads', () => {
    const source = `
      const a = <p>Stop now</p>;
      const b = <p>{ok ? 'Go on' : t('go')}{\`\${n} left\`}</p>;
      const c = <Button aria-label="Close" className="row wide" title={'Shut it'}>{t('close')} · {n}</Button>;`;
    expect(hardCoded('x.tsx', source).map((line) => line.replace(/^x\.tsx:\d+: /u, ''))).toEqual([
      'Stop now',
      'Go on',
      'left',
      'Close',
      'Shut it',
    ]);
    expect(keysAsked('x.tsx', "t('a.b'); t(on ? 'c' : 'd', { n }); other('e')")).toEqual(['a.b', 'c', 'd']);
  });
});

for (const { folder, catalogues } of PAGES) {
  describe(folder, () => {
    it('has no text for people outside of its catalogue', () => {
      expect(sources(folder).flatMap(({ file, source }) => hardCoded(file, source))).toEqual([]);
    });

    it('asks for no key that its catalogue does not have', () => {
      const known = new Set(catalogues.flatMap((file) => flatten(JSON.parse(readFileSync(join(root, file), 'utf8')))));
      const missing = sources(folder).flatMap(({ file, source }) =>
        keysAsked(file, source)
          .filter((key) => !PLURALS.some((plural) => known.has(`${key}${plural}`)))
          .map((key) => `${file}: ${key}`),
      );
      expect(missing).toEqual([]);
    });
  });
}

/** Catalogues of every part that speaks, English; each has its German beside it. */
const CATALOGUES = ['packages', 'apps', 'scripts'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?:^|\/)texts\/(?:[a-z-]+\/)*en\.json$/u.test(name) && !/node_modules|\bdist\b|\.types/u.test(name))
    .map((name) => join(folder, name)),
);

type Texts = ReadonlyMap<string, string>;

function texts(value: unknown, prefix = ''): [string, string][] {
  if (typeof value === 'string') return [[prefix, value]];
  return Object.entries(value as object).flatMap(([key, inner]) => texts(inner, prefix === '' ? key : `${prefix}\n${key}`));
}

/** Gaps and tags, each once: a text may say a name twice where another language says it once. */
function gapsOf(text = ''): string[] {
  return [...new Set(text.match(/\{\{[^}]*\}\}|<\/?\w+>/gu) ?? [])].sort();
}

/** What one catalogue lacks that the other has: texts (plural forms are texts of their own), and gaps of texts. */
function differences(english: Texts, other: Texts): string[] {
  const shown = (key: string) => key.replaceAll('\n', ' › ');
  return [
    ...[...english.keys()].filter((key) => !other.has(key)).map((key) => `missing: ${shown(key)}`),
    ...[...other.keys()].filter((key) => !english.has(key)).map((key) => `left over: ${shown(key)}`),
    ...[...english]
      .filter(([key, text]) => other.has(key) && gapsOf(text).join() !== gapsOf(other.get(key)).join())
      .map(([key]) => `other gaps: ${shown(key)}`),
  ];
}

const read = (file: string): Texts => new Map(texts(JSON.parse(readFileSync(join(root, file), 'utf8'))));

describe('German', () => {
  it('differs where a text, a plural form or a gap is missing, and where one is left over', () => {
    const english: Texts = new Map([
      ['a', '{{n}} of {{m}}'],
      ['b_one', 'x'],
      ['b_other', 'y'],
    ]);
    const german: Texts = new Map([
      ['a', '{{m}}'],
      ['b_other', 'y'],
      ['c', 'z'],
    ]);
    expect(differences(english, german)).toEqual(['missing: b_one', 'left over: c', 'other gaps: a']);
    expect(CATALOGUES.length).toBeGreaterThan(8);
  });

  it.each(CATALOGUES)('%s has the texts, plural forms and gaps of the English, and no exclamation mark', (file) => {
    const german = read(join(dirname(file), 'de.json'));
    expect(differences(read(file), german)).toEqual([]);
    expect([...german].filter(([, text]) => text.includes('!')).map(([key]) => key)).toEqual([]);
  });
});
