/** What those who lead a desk write for it, version by version: playbooks, and the questions. Nothing is written over. */
import { z } from 'zod';
import { instant, line, personName } from './common.ts';
import { playbookText } from './playbooks.ts';
import { questionsText } from './questionnaire.ts';

/** `published`: in use until another is, or until it is withdrawn. A draft is read by those alone who write. */
export const EDITION_STATES = ['draft', 'published', 'withdrawn'] as const;
export const editionState = z.enum(EDITION_STATES);
export type EditionState = z.infer<typeof editionState>;

export const MAX_OWN_PLAYBOOKS = 60;
export const MAX_EDITIONS = 100;

const editionVersion = z.int().min(1).max(10_000);
const about = {
  version: editionVersion,
  state: editionState,
  at: instant,
  by: personName,
  /** What was changed, in the words of whoever did. */
  note: line(200),
};
export const playbookEdition = z.strictObject({ ...about, text: playbookText });
export type PlaybookEdition = z.infer<typeof playbookEdition>;
export const questionsEdition = z.strictObject({ ...about, text: questionsText });
export type QuestionsEdition = z.infer<typeof questionsEdition>;

/** `base`: the newest version that was read; null where there was none. */
const base = { base: editionVersion.nullable(), note: line(200) };
const withdraw = z.strictObject({ act: z.literal('withdraw'), ...base });
const write = { act: z.literal('write'), ...base, state: editionState.exclude(['withdrawn']) };
export const playbookChange = z.discriminatedUnion('act', [z.strictObject({ ...write, text: playbookText }), withdraw]);
export type PlaybookChange = z.infer<typeof playbookChange>;
export const questionsChange = z.discriminatedUnion('act', [z.strictObject({ ...write, text: questionsText }), withdraw]);
export type QuestionsChange = z.infer<typeof questionsChange>;
export const editionSaved = z.strictObject({ version: editionVersion });
