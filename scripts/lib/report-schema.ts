import { join } from 'node:path';
import { report } from '@alongside/protocol';
import { z } from 'zod';
import { root } from './paths.ts';

export const REPORT_SCHEMA_FILE = join(root, 'docs', 'report-v1.schema.json');

/**
 * The JSON Schema (draft 2020-12) of `report/v1`, made of the zod schema that agent and server check by: what is accepted.
 * Fields that it does not name are refused. Texts are cleaned after that, and cut to half of the length that is given here.
 */
export function reportSchema(): string {
  const schema = z.toJSONSchema(report, { io: 'input', reused: 'ref', target: 'draft-2020-12' });
  const { $schema, ...rest } = schema;
  return `${JSON.stringify({ $schema, $id: 'urn:alongside:report:v1', title: 'Alongside report/v1', ...rest }, undefined, 2)}\n`;
}
