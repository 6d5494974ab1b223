import { z } from 'zod';
import { instant, line, personName } from './common.ts';
import {
  editionSaved,
  editionState,
  MAX_EDITIONS,
  MAX_OWN_PLAYBOOKS,
  playbookChange,
  playbookEdition,
  questionsChange,
  questionsEdition,
} from './editions.ts';
import { kbCategory } from './kb.ts';
import { playbook } from './playbooks.ts';
import { questionnaire } from './questionnaire.ts';
import { none, route } from './route.ts';
import { playbookId } from './ticket-case.ts';

/** Of its newest version, a draft too. */
const listed = z.strictObject({
  id: playbookId,
  title: line(120),
  category: kbCategory,
  /** One of this name came with the program. */
  shipped: z.boolean(),
  /** Whose words are in use: nobody's where it was withdrawn and none came with the program. */
  inUse: z.enum(['own', 'shipped', 'none']),
  /** Null where nobody here wrote it. */
  newest: z.strictObject({ state: editionState, at: instant, by: personName }).nullable(),
});

export const playbookList = route('GET', '/api/playbooks/in/:language', 'editions.write', 'All playbooks, drafts too, by title', {
  body: none,
  result: z.array(listed).max(MAX_OWN_PLAYBOOKS + 100),
});
/** `shipped`: as it came with the program, in this language where it did. Versions newest first; none where there is neither. */
export const playbookRead = route(
  'GET',
  '/api/playbooks/:playbook/in/:language',
  'editions.write',
  'A playbook and its versions',
  {
    body: none,
    result: z.strictObject({ shipped: playbook.nullable(), versions: z.array(playbookEdition).max(MAX_EDITIONS) }),
  },
);
/**
 * Another version of it, or the end of its use; what came with the program stands in its place then. Throws
 * `edition.changed` where the newest is not `base`, and `request.invalid` for what is no playbook that can be followed to
 * its end. Tickets go on with the version that they began.
 */
export const playbookSave = route('PUT', '/api/playbooks/:playbook', 'editions.write', 'Writes a playbook', {
  body: playbookChange,
  result: editionSaved,
});
/** As it is asked now. */
export const questions = route('GET', '/api/questions', 'tickets.read', 'The questions that a ticket is asked', {
  body: none,
  result: questionnaire,
});
export const questionsRead = route('GET', '/api/questions/versions', 'editions.write', 'Versions of the questions', {
  body: none,
  result: z.strictObject({ shipped: questionnaire, versions: z.array(questionsEdition).max(MAX_EDITIONS) }),
});
/** As `playbookSave`. What was answered before counts on, for each question that is still asked in the same way. */
export const questionsSave = route('PUT', '/api/questions', 'editions.write', 'Writes the questions', {
  body: questionsChange,
  result: editionSaved,
});
