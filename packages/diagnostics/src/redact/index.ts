export type { Identities } from './identities.ts';
export { limitLevels } from './limit-levels.ts';
export { redactReport } from './redact-report.ts';
export { wordsRedactor } from './redact-words.ts';
export { REMOVED_TEXT, removeFromReport } from './remove-from-report.ts';
