import { z } from 'zod';

/** Changes one text; `at` is its JSON pointer, `schema` what it must fit. */
type Change = (text: string, at: string, schema: z.ZodType) => string;

/**
 * A copy of `value`, which fits `schema`, with every free text in it changed. Which text is free the schema says: words of
 * an enumeration, ids and literals are the format's own and stay. So what is added to the format later is walked, too.
 */
export function mapStrings(schema: z.ZodType, value: unknown, at: string, change: Change): unknown {
  if (value === null || value === undefined) return value;
  if (schema instanceof z.ZodPipe) {
    return typeof value === 'string' ? change(value, at, schema) : mapStrings(schema.in as z.ZodType, value, at, change);
  }
  if (schema instanceof z.ZodString) return fixed(schema) ? value : change(String(value), at, schema);
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return mapStrings(schema.unwrap() as z.ZodType, value, at, change);
  }
  if (schema instanceof z.ZodArray) {
    return (value as unknown[]).map((each, index) => mapStrings(schema.element as z.ZodType, each, `${at}/${index}`, change));
  }
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Record<string, z.ZodType>;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => {
        const of = shape[name];
        return [name, of === undefined ? each : mapStrings(of, each, `${at}/${name}`, change)];
      }),
    );
  }
  if (schema instanceof z.ZodUnion) {
    const fits = (schema.options as z.ZodType[]).find((option) => option.safeParse(value).success);
    if (fits === undefined) throw new TypeError(`${at} fits nothing that its schema allows`);
    return mapStrings(fits, value, at, change);
  }
  if (typeof value === 'object') throw new TypeError(`${at}: the schema has a kind of value that redaction does not know`);
  return value;
}

/** Bound to a form of its own (an id, a code): nothing that was read from the machine goes there. */
function fixed(schema: z.ZodString): boolean {
  return schema.format !== null || (schema.def.checks ?? []).some((check) => check._zod.def.check === 'string_format');
}
