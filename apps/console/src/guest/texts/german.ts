/** Fetched where German is wanted. */
export { default as germanGuestTexts } from './de.json' with { type: 'json' };
