import type { Check } from '../check.ts';
import { diskSpace } from './disk-space.ts';
import { memAvail } from './mem-avail.ts';
import { osUptime } from './os-uptime.ts';

/** All checks; a test holds that each file beside this one is here, with its data row and its text row. */
export const CHECKS: readonly Check[] = [diskSpace, memAvail, osUptime];
