/** Texts of one locale, nested by place: `{ home: { title: "…" } }` is the key `home.title`. */
export interface Catalogue {
  readonly [key: string]: CatalogueValue;
}
export type CatalogueValue = string | Catalogue;

/** Catalogues by locale (BCP 47). English, `en`, is always there and is what a missing locale falls back to. */
export interface Catalogues {
  readonly en: Catalogue;
  readonly [locale: string]: Catalogue;
}
