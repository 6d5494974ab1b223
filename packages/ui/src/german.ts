import { germanStoryTexts } from '@alongside/consent/german';
import german from './texts/de.json' with { type: 'json' };

/** An entry of its own, so that a page loads it only for those who read German. */
export const germanUiTexts = { ...german, story: germanStoryTexts };
