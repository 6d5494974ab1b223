import english from './texts/en.json' with { type: 'json' };

/**
 * What a record says, in English (`@alongside/consent/german` has the German), for the command line and the pages alike.
 * Each puts it into its catalogue and gives the functions beside this file one that looks keys up; gaps and plurals are
 * i18next's.
 */
export const storyTexts = english;
