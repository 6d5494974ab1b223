/** A place in the reader's language; `own` is what it is called there, by which it is found as well. */
export interface CountryOption {
  readonly value: string;
  readonly label: string;
  readonly own: string;
}

/** Countries as the reader calls them, in the reader's order. */
export function countryOptions(
  countries: readonly { readonly code: string; readonly name: string }[],
  language: string,
): CountryOption[] {
  const names = new Intl.DisplayNames(language, { type: 'region', fallback: 'none' });
  return countries
    .map(({ code, name }) => ({ value: code, label: (/^[A-Z]{2}$/u.test(code) ? names.of(code) : undefined) ?? name, own: name }))
    .sort((one, other) => one.label.localeCompare(other.label, language));
}

/** Those whose name here or there has what was typed. */
export function findCountries(options: readonly CountryOption[], typed: string): CountryOption[] {
  const words = plain(typed.trim());
  return options.filter(({ label, own }) => plain(label).includes(words) || plain(own).includes(words));
}

/** Without capitals and accents: who looks for Côte d’Ivoire or Österreich may have no key for them. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase();
}
