/** An entry of its own, so that a page loads it only for those who read German. */
export { default as germanKbTexts } from './kb/texts/de.json' with { type: 'json' };
