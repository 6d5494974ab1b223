/** What is left of a draft once `said` has been sent: whoever wrote on meanwhile keeps that. */
export function afterSaid(draft: string, said: string): string {
  const text = draft.trimStart();
  return text.startsWith(said) ? text.slice(said.length).trimStart() : draft;
}
