import { nestedChecks } from './texts/check-texts.ts';
import german from './texts/de.json' with { type: 'json' };
import facts from './texts/facts/de.json' with { type: 'json' };

/** An entry of its own, so that a page loads it only for those who read German. */
export const germanCheckTexts = nestedChecks(german);
export const germanFactTexts = facts;
