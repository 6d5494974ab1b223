import type { z } from 'zod';
import { type CommandOptions, ProbeFailure, type ProbeTools } from '../tools.ts';

/** What a program said in JSON, held against its schema. Throws `parse` for anything else: garbled is never good. */
export function parseJson<Value>(schema: z.ZodType<Value>, text: string, what: string): Value {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ProbeFailure('parse', `${what}: ${error instanceof Error ? error.message : error}`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ProbeFailure('parse', what);
  return parsed.data;
}

/**
 * What a PowerShell expression yields, one row an object, none an empty list. Windows PowerShell 5.1 knows no `-AsArray`
 * and unwraps a list of one on its pipeline, so the list is handed over whole; an object alone is taken as a list of one.
 */
export async function powershellRows<Row>(
  tools: Pick<ProbeTools, 'powershell'>,
  expression: string,
  row: z.ZodType<Row>,
  options?: CommandOptions,
): Promise<readonly Row[]> {
  const answer = await tools.powershell(`ConvertTo-Json -Compress -Depth 4 -InputObject @(${expression})`, options);
  return rowsOf(answer, row);
}

/** As `powershellRows`, of a script that makes its JSON itself. */
export function rowsOf<Row>(answer: string, row: z.ZodType<Row>): readonly Row[] {
  const text = answer.trim();
  return parseJson(row.array(), text.startsWith('{') ? `[${text}]` : text, 'powershell');
}

/** A figure that a program wrote as plain digits. Throws `parse` where it is none. */
export function numberOf(text: string | undefined, what: string): number {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text.trim());
  if (!Number.isFinite(value)) throw new ProbeFailure('parse', what);
  return value;
}

/** A file that must be there to be understood. Throws `parse` where it is empty or missing. */
export async function readNeeded(tools: Pick<ProbeTools, 'readText'>, path: string): Promise<string> {
  const text = await tools.readText(path);
  if (text === undefined || text.trim() === '') throw new ProbeFailure('parse', path);
  return text;
}
