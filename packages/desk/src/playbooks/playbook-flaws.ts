import type { PlaybookText } from '@alongside/protocol';

/** A way in which a playbook leads nobody to its end; `at` is the place of the step. */
export type PlaybookFlaw = { readonly flaw: 'no-end' } | { readonly flaw: 'article'; readonly at: number };

export function playbookFlaws({ steps }: Pick<PlaybookText, 'steps'>, isArticle: (id: string) => boolean): PlaybookFlaw[] {
  const ends = steps.some(({ solves, failed }) => solves === true || failed === 'unfit');
  return [
    ...steps.flatMap(({ article }, at): PlaybookFlaw[] =>
      article === undefined || isArticle(article) ? [] : [{ flaw: 'article', at }],
    ),
    ...(ends ? [] : [{ flaw: 'no-end' } as const]),
  ];
}
