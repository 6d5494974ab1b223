import english from './texts/en.json' with { type: 'json' };

/** For a catalogue (under `kb`): the words of articles that every page needs. */
export const kbTexts = english;
