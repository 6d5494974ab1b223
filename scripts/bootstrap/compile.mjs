/** A step of its own of whoever runs it. Compiles the listed parts that are not there yet, once what they are compiled against was installed. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildNativeParts } from './native-parts.mjs';
import { npmAtHand } from './npm.mjs';

await buildNativeParts(join(dirname(fileURLToPath(import.meta.url)), '..', '..'), npmAtHand(), process.execPath, () => undefined);
