import { LANGUAGES, type Playbook } from '@alongside/protocol';
import { Suggester } from '../kb/suggest.ts';
import type { CaseFacts } from '../problems/case-facts.ts';

const BY_WORDS = 3;
/** One finding may be chance, two of a playbook's are not. */
const BY_CHECKS = 2;
const MOST = 4;

/** Ids of the playbooks that a case speaks for: by the user's words in any language first, then by what its checks found. */
export function fittingPlaybooks(
  playbooks: readonly Playbook[],
  text: string,
  { findings }: Pick<CaseFacts, 'findings'>,
): string[] {
  const known = playbooks.map(({ id, title, words, fits }) => ({ id, title, words, body: fits }));
  // The same in another language may stand beside it.
  const found = new Suggester(known).suggest(text, BY_WORDS * LANGUAGES.length).map(({ id }) => id);
  const byWords = [...new Set(found)].slice(0, BY_WORDS);
  const bad = (check: string) => ['fail', 'warn'].includes(findings.get(check)?.status ?? '');
  const byChecks = playbooks
    .map(({ id, checks }) => ({ id, count: checks.filter(bad).length }))
    .filter(({ count }) => count >= BY_CHECKS)
    .sort((one, other) => other.count - one.count)
    .map(({ id }) => id);
  return [...new Set([...byWords, ...byChecks])].slice(0, MOST);
}
