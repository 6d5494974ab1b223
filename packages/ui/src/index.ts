export { type Meaning, PALETTES } from './colours.ts';
export { clockFace, createFormats, type Formats, readersLocale, useFormats } from './formats.ts';
export { AlongsideProvider, type AlongsideProviderProps } from './provider.tsx';
export type { Catalogue, Catalogues, CatalogueValue } from './texts/catalogue.ts';
export { createTexts, languageFromAddress, type Texts, type TextsOptions } from './texts/create-texts.ts';
export { PSEUDO_LOCALE, pseudoText } from './texts/pseudo.ts';
export { useTexts } from './texts/use-texts.ts';
export { alongsideVariables, createAlongsideTheme, type Density, MONOSPACE } from './theme.ts';
