import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
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
