import { chosenLanguage, type Language } from '@alongside/protocol';

/**
 * The language of whoever is signed in: by the variables that gettext reads, in its order, else the system's own. What a
 * desktop starts has no such variables on macOS, where Node alone knows no other language than English then.
 */
export function systemLanguage(environment: NodeJS.ProcessEnv, preferred = nodesOwn): Language {
  const { LANGUAGE, LC_ALL, LC_MESSAGES, LANG } = environment;
  const named = [...(LANGUAGE?.split(':') ?? []), LC_ALL || LC_MESSAGES || LANG || ''].filter((name) => name !== '');
  return chosenLanguage(named.length > 0 ? named : preferred());
}

function nodesOwn(): readonly string[] {
  return [Intl.DateTimeFormat().resolvedOptions().locale];
}

/** For dates and numbers beside texts of that language: as the system writes them, where it speaks it too. */
export function localeFor(language: Language): string {
  const { locale } = Intl.DateTimeFormat().resolvedOptions();
  return locale.split('-')[0] === language ? locale : language;
}
