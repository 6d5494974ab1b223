import { lazyRouteComponent } from '@tanstack/react-router';
import { partMissing } from './part-missing.ts';

/**
 * A page in a file of its own. For one whose file is not there the router would load the document anew, and with the document
 * a live session goes: what failed is said in the page's place.
 */
export function routedPage<T extends Record<string, unknown>, K extends keyof T & string>(load: () => Promise<T>, name: K) {
  return lazyRouteComponent(() => load().catch(partMissing), name);
}
