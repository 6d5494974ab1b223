import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { root } from './lib/paths.ts';
import { REPORT_SCHEMA_FILE, reportSchema } from './lib/report-schema.ts';

writeFileSync(REPORT_SCHEMA_FILE, reportSchema());
console.log(`Written: ${relative(root, REPORT_SCHEMA_FILE)}`);
