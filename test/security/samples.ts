import type { AnyMessage, Contract, Side } from '@alongside/rpc';
import fc from 'fast-check';
import { z } from 'zod';
import { noteFrame } from './attack-notes.ts';

/** The part of JSON Schema that zod writes for the schemas of packages/protocol. */
interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly propertyNames?: Shape;
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Values that a schema takes, made of the schema alone: a message added later is attacked without a line here. */
export function valuesOf(schema: z.ZodType): fc.Arbitrary<Json> {
  return ofShape(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape).filter(
    (value) => schema.safeParse(value).success,
  );
}

/** The first few of them, the same in every run. */
export function samplesOf(schema: z.ZodType, count = 3): readonly Json[] {
  const made = SAMPLES.get(schema)?.get(count);
  if (made) return made;
  const samples = fc.sample(valuesOf(schema), { numRuns: count, seed: 20_261_121 });
  SAMPLES.set(schema, (SAMPLES.get(schema) ?? new Map()).set(count, samples));
  return samples;
}
/** Making them is most of the cost of a walk, and each role walks with the same. */
const SAMPLES = new WeakMap<z.ZodType, Map<number, readonly Json[]>>();

/** What is nearly right: each place of a value wrong in each way, missing, and beside something that is not agreed. */
export function spoiled(value: Json): readonly unknown[] {
  const wrong: readonly unknown[] = [
    null,
    true,
    -1,
    1e308,
    '',
    '\u202Egnp.exe',
    'x'.repeat(100_000),
    '../../etc/passwd',
    [],
    {},
    { toString: 'x' },
  ];
  if (value === null || typeof value !== 'object') return wrong.filter((other) => other !== value);
  if (Array.isArray(value)) {
    const inner = value.flatMap((item, at) => spoiled(item as Json).map((bad) => value.with(at, bad as Json)));
    return [...wrong.filter((other) => !Array.isArray(other)), ...inner, Array.from({ length: 5_000 }, () => value[0] ?? 0)];
  }
  const entries = Object.entries(value as Readonly<Record<string, Json>>);
  return [
    ...wrong.filter((other) => !isEmptyObject(other) || entries.length > 0),
    { ...value, more: 1 },
    Object.defineProperty({ ...value }, '__proto__', { value: { needs: undefined }, enumerable: true }),
    ...entries.map(([name]) => Object.fromEntries(entries.filter(([other]) => other !== name))),
    ...entries.flatMap(([name, item]) => spoiled(item).map((bad) => ({ ...value, [name]: bad }))),
  ];
}

/** A frame as it stands on the wire (packages/rpc, envelope). */
export function frameOf(message: AnyMessage, params: unknown, id = 1): string {
  noteFrame(message.method);
  return JSON.stringify(message.kind === 'request' ? { m: message.method, i: id, p: params } : { m: message.method, p: params });
}

/** Frames that are no message of any contract. */
export const NOISE: readonly string[] = [
  '',
  '{',
  'null',
  '[]',
  '0',
  '"text"',
  '{}',
  '{"m":""}',
  '{"m":"no/such","p":{}}',
  '{"m":"no/such","i":1,"p":{}}',
  '{"m":"__proto__","i":2,"p":{}}',
  '{"m":"constructor","p":{}}',
  '{"i":1,"r":null}',
  '{"i":1,"e":{"code":"internal","message":"x"}}',
  '{"i":-1,"r":1}',
  '{"c":1}',
  '{"c":9007199254740993}',
  `{"m":"${'x'.repeat(65)}","p":{}}`,
  `{"m":"chat/say","i":1,"p":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  '\u0000\u0001\u0002',
];

/** Messages that a side may send. */
export function messagesOf(contract: Contract, from: Side): readonly AnyMessage[] {
  return [...contract.values()].filter((message) => message.from === from || message.from === 'either');
}

/** Messages that a side may not send. */
export function messagesNotOf(contract: Contract, from: Side): readonly AnyMessage[] {
  return [...contract.values()].filter((message) => message.from !== from && message.from !== 'either');
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

function ofShape(shape: Shape): fc.Arbitrary<Json> {
  if (shape.const !== undefined) return fc.constant(shape.const as Json);
  if (shape.enum) return fc.constantFrom(...(shape.enum as Json[]));
  const choices = shape.oneOf ?? shape.anyOf;
  if (choices) return fc.oneof(...choices.map(ofShape));
  switch (shape.type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: shape.minimum ?? 0, max: Math.min(shape.maximum ?? 1e15, Number.MAX_SAFE_INTEGER) });
    case 'number':
      return fc.double({ min: shape.minimum ?? 0, max: shape.maximum ?? 1e9, noNaN: true }).map((value) => value + 0);
    case 'string':
      return ofString(shape);
    case 'array':
      return fc.array(ofShape(shape.items ?? {}), {
        minLength: shape.minItems ?? 0,
        maxLength: Math.min(shape.maxItems ?? 4, Math.max(shape.minItems ?? 0, 4)),
      });
    case 'object':
      return ofObject(shape);
    default:
      return fc.constant({});
  }
}

/** By shape: fast-check tries all its dangerous words on each of them when it is made, which takes it some milliseconds. */
const STRINGS = new Map<string, fc.Arbitrary<string>>();

function ofString({ pattern, minLength = 0, maxLength = 40 }: Shape): fc.Arbitrary<string> {
  const shape = JSON.stringify([pattern, minLength, maxLength]);
  const strings =
    STRINGS.get(shape) ??
    (pattern === undefined
      ? fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(maxLength, Math.max(minLength, 40)) })
      : fc.stringMatching(new RegExp(pattern, 'u')));
  STRINGS.set(shape, strings);
  return strings;
}

function ofObject({ properties, required = [], propertyNames, additionalProperties }: Shape): fc.Arbitrary<Json> {
  if (properties) {
    const members = Object.fromEntries(Object.entries(properties).map(([name, inner]) => [name, ofShape(inner)]));
    return fc.record(members, { requiredKeys: [...required], noNullPrototype: true }) as fc.Arbitrary<Json>;
  }
  if (typeof additionalProperties !== 'object') return fc.constant({});
  return fc.dictionary(ofShape(propertyNames ?? { type: 'string' }) as fc.Arbitrary<string>, ofShape(additionalProperties), {
    maxKeys: 3,
    noNullPrototype: true,
  }) as fc.Arbitrary<Json>;
}
