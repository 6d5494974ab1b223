import { chosenLanguage, type Language, type Playbook, type PlaybookStep } from '@alongside/protocol';

/** As one reads them: each in this language, English where nobody wrote it, with words for users in every language. */
export function playbooksIn(language: Language, texts: readonly Playbook[]): Playbook[] {
  return [...Map.groupBy(texts, ({ id }) => id).values()]
    .flatMap((same) => {
      const read = same.find(({ locale }) => chosenLanguage([locale]) === language) ?? same.find(isEnglish) ?? same[0];
      return read === undefined ? [] : [withWordsOf(same, read)];
    })
    .sort((one, other) => one.title.localeCompare(other.title, language));
}

function isEnglish({ locale }: Playbook): boolean {
  return chosenLanguage([locale]) === 'en';
}

function withWordsOf(same: readonly Playbook[], read: Playbook): Playbook {
  const others = same.filter((each) => each !== read);
  if (others.length === 0) return read;
  const steps = read.steps.map((step) => {
    const said = others.flatMap(({ locale, steps: theirs }) => {
      const say = theirs.find(({ id }) => id === step.id)?.say;
      return say === undefined ? [] : [[chosenLanguage([locale]), say] as const];
    });
    return said.length === 0 ? step : { ...step, sayIn: { ...Object.fromEntries(said), ...step.sayIn } };
  });
  return { ...read, steps };
}

/** Words for a user of this language, and in which they are; undefined where a step has none. `null`: nobody knows which. */
export function wordsFor(
  { say, sayIn }: Pick<PlaybookStep, 'say' | 'sayIn'>,
  locale: string,
  language: Language | null,
): { readonly text: string; readonly language: Language } | undefined {
  const own = chosenLanguage([locale]);
  const translated = language === null || language === own ? undefined : sayIn?.[language];
  if (translated !== undefined && language !== null) return { text: translated, language };
  return say === undefined ? undefined : { text: say, language: own };
}
