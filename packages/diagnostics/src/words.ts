/** What a program needs that checks nothing itself, such as the server: names, and the table of ends of life. */
export { END_OF_LIFE_DATE, KNOWN_PROGRAMS, softwareEnded } from './software-support.ts';
export { findingTicket } from './texts/check-texts.ts';
