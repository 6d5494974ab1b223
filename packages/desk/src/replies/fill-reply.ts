/** What the gaps of a canned reply are filled with; undefined where nothing is known, and then the gap stays to be seen. */
export interface ReplyValues {
  readonly name: string;
  readonly number: number;
  readonly technician: string;
  readonly article: (id: string) => string | undefined;
}

const GAP = /\{\{(name|number|technician|article:([a-z0-9-]{2,60}))\}\}/gu;

export function fillReply(text: string, { name, number, technician, article }: ReplyValues): string {
  const values: Readonly<Record<string, string>> = { name, number: `#${number}`, technician };
  return text.replace(GAP, (gap, what: string, id: string | undefined) => {
    const value = id === undefined ? values[what] : article(id);
    return value === undefined || value === '' ? gap : value;
  });
}

/** The articles that a reply names. */
export function articlesOfReply(text: string): string[] {
  return [...text.matchAll(GAP)].flatMap(([, , id]) => (id === undefined ? [] : [id]));
}
