/** Writes what documents say of the checks anew: the JSON Schema of report/v1, and the table of docs/diagnostics.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { CHECKS_DOCUMENT, withChecksTable } from './lib/checks-table.ts';
import { root } from './lib/paths.ts';
import { REPORT_SCHEMA_FILE, reportSchema } from './lib/report-schema.ts';

writeFileSync(REPORT_SCHEMA_FILE, reportSchema());
writeFileSync(CHECKS_DOCUMENT, withChecksTable(readFileSync(CHECKS_DOCUMENT, 'utf8')));
for (const file of [REPORT_SCHEMA_FILE, CHECKS_DOCUMENT]) console.log(`Written: ${relative(root, file)}`);
