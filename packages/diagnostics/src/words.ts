/** What a program needs that checks nothing itself, such as the server: names, the table of ends of life, what is left out. */
export { limitLevels } from './redact/limit-levels.ts';
export { wordsRedactor } from './redact/redact-words.ts';
export { END_OF_LIFE_DATE, KNOWN_PROGRAMS, softwareEnded } from './software-support.ts';
export { findingTicket } from './texts/check-texts.ts';
