import { escapeHtml } from '@alongside/base';
import { articleHtml, kbTexts } from '@alongside/desk';
import { germanKbTexts } from '@alongside/desk/german';
import { type FoundText, KB_CATEGORIES, type KbArticle, type KbHit, LANGUAGES } from '@alongside/protocol';
import { type OfPages, plainPage } from './plain-page.ts';
import { type PageWords, pageWords, type Reader } from './texts.ts';

export const HELP_STYLE = '/help.css';
const REASON_LENGTH = 500;
const CATEGORIES = { en: kbTexts.category, de: germanKbTexts.category } as const;
/** English as most of those write it who read it beside another language. */
const LOCALES = { en: 'en-GB', de: 'de' } as const;

export interface OfOrganisation {
  readonly reader: Reader;
  readonly organisation: string;
  readonly logo?: OfPages['logo'];
  /** Of the server, as search engines shall know it. */
  readonly origin: string;
}

export interface Found extends KbHit {
  readonly locale: string;
}

/** All articles that everybody may read, by what they are about, with a search that needs no script. */
export function helpIndex({
  organisation,
  articles,
  ...about
}: OfOrganisation & { readonly articles: readonly KbArticle[] }): string {
  const words = pageWords('help', about.reader);
  const { language } = about.reader;
  const groups = KB_CATEGORIES.map((category) => {
    const ofCategory = articles.filter((article) => article.category === category);
    if (ofCategory.length === 0) return '';
    const links = ofCategory.map(
      ({ id, title, locale }) =>
        `<li><a href="${words.href(`/help/${id}`)}"${langOf(locale, about.reader)}>${escapeHtml(title)}</a></li>`,
    );
    return `<h2 id="${category}">${escapeHtml(CATEGORIES[language][category])}</h2>\n<ul>\n${links.join('\n')}\n</ul>`;
  });
  return helpPage(about, {
    title: words.plain('title', { organisation }),
    description: words.plain('description', { organisation }),
    path: '/help',
    body: `<h1>${words.text('title', { organisation })}</h1>
${searchForm('', words, about.reader)}
${groups.join('\n')}
${openRequest(organisation, words)}`,
  });
}

/** What a search found; search engines keep no page of it. */
export function helpFound({
  organisation,
  query,
  hits,
  ...about
}: OfOrganisation & { readonly query: string; readonly hits: readonly Found[] }): string {
  const words = pageWords('help', about.reader);
  const { text, plain, href } = words;
  const list = hits.length === 0 ? `<p>${text('nothing')}</p>` : foundList({ hits, reader: about.reader });
  return helpPage(about, {
    title: plain('foundTitle', { query, organisation }),
    description: plain('description', { organisation }),
    path: '/help',
    query: { q: query },
    indexed: false,
    body: `<p><a href="${href('/help')}">${text('all')}</a></p>
<h1>${text('found', { query })}</h1>
${searchForm(query, words, about.reader)}
<div role="status">${text('count', { count: String(hits.length) })}</div>
${list}
${openRequest(organisation, words)}`,
  });
}

export interface FoundList {
  readonly hits: readonly Found[];
  readonly reader: Reader;
  /** Each opens in a page of its own, where this one holds something half written. */
  readonly beside?: boolean;
}

export function foundList({ hits, reader, beside = false }: FoundList): string {
  const { href } = pageWords('help', reader);
  const target = beside ? ' target="_blank" rel="noopener"' : '';
  const items = hits.map(({ id, title, excerpt, locale }) => {
    const lang = langOf(locale, reader);
    return `<li><a href="${href(`/help/${id}`)}"${target}${lang}>${marked(title)}</a><p class="soft"${lang}>${marked(excerpt)}</p></li>`;
  });
  return `<ul class="found">\n${items.join('\n')}\n</ul>`;
}

export interface ArticlePage extends OfOrganisation {
  readonly article: KbArticle;
  readonly titleOf: (id: string) => string | undefined;
  /** What the reader said has come. */
  readonly thanks: boolean;
}

export function helpArticle({ organisation, article, titleOf, thanks, ...about }: ArticlePage): string {
  const { id, title, body, category, locale, lastChecked, checkedHow } = article;
  const words = pageWords('help', about.reader);
  const { text, plain, href } = words;
  const { language } = about.reader;
  const linked = (to: string) => {
    const found = titleOf(to);
    return found === undefined ? undefined : { title: found, href: href(`/help/${to}`) };
  };
  const day = new Intl.DateTimeFormat(LOCALES[language], { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(lastChecked));
  const ofAnother = langOf(locale, about.reader) !== '';
  const itsLanguage = new Intl.DisplayNames([language], { type: 'language' }).of(locale) ?? locale;
  return helpPage(about, {
    title: plain('articleTitle', { title, organisation }),
    description: descriptionOf(body) || title,
    path: `/help/${id}`,
    body: `<nav aria-label="${text('where')}"><a href="${href('/help')}">${text('all')}</a> › <a href="${href(`/help#${category}`)}">${escapeHtml(CATEGORIES[language][category])}</a></nav>
${ofAnother ? `<p class="notice">${text('onlyIn', { language: itsLanguage })}</p>` : ''}
<article lang="${escapeHtml(locale)}">
<h1>${escapeHtml(title)}</h1>
${articleHtml(body, { order: 1, article: linked, picture: (picture) => `/help/${id}/pictures/${picture}` })}
</article>
<p class="soft">${text('checked', { day, how: checkedHow })}</p>
${thanks ? `<p class="notice" role="status" id="helpful">${text('thanks')}</p>` : opinionForm(id, words)}
${openRequest(organisation, words)}`,
  });
}

/** For what is not there, or not for everybody. */
export function helpMissing({ organisation, ...about }: OfOrganisation): string {
  const words = pageWords('help', about.reader);
  return helpPage(about, {
    title: words.plain('missing'),
    description: words.plain('description', { organisation }),
    path: '/help',
    indexed: false,
    body: `<h1>${words.text('missing')}</h1>
<p>${words.text('missingHow')}</p>
${searchForm('', words, about.reader)}
<p><a href="${words.href('/help')}">${words.text('all')}</a></p>`,
  });
}

/** https://www.sitemaps.org/protocol.html */
export function helpSitemap(origin: string, articles: readonly KbArticle[]): string {
  const entry = (path: string, day?: string) =>
    `<url><loc>${escapeHtml(`${origin}${path}`)}</loc>${day === undefined ? '' : `<lastmod>${escapeHtml(day)}</lastmod>`}</url>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${[entry('/help'), ...articles.map(({ id, lastChecked }) => entry(`/help/${id}`, lastChecked))].join('\n')}
</urlset>
`;
}

/** Of this server search engines read the articles, and nothing else. */
export function robots(origin: string): string {
  return `User-agent: *\nAllow: /help\nAllow: /get.css\nDisallow: /help/ask\nDisallow: /\nSitemap: ${origin}/help/sitemap.xml\n`;
}

/** A page below `/help`, in the look of all of them. */
export function helpPage(
  { reader, origin, logo }: Pick<OfOrganisation, 'reader' | 'origin' | 'logo'>,
  parts: {
    readonly title: string;
    readonly description: string;
    readonly path: string;
    readonly query?: Readonly<Record<string, string>>;
    readonly indexed?: boolean;
    /** It came as the answer to a form, which no link can ask for again. */
    readonly answer?: boolean;
    readonly body: string;
  },
): string {
  const { title, description, path, query = {}, indexed = true, answer = false, body } = parts;
  const address = escapeHtml(`${origin}${path}`);
  const alternates = LANGUAGES.map((each) => `<link rel="alternate" hreflang="${each}" href="${address}?lang=${each}">`);
  const head = [
    `<meta name="description" content="${escapeHtml(description)}">`,
    `<link rel="canonical" href="${address}${reader.chosen ? `?lang=${reader.language}` : ''}">`,
    `<link rel="stylesheet" href="${HELP_STYLE}">`,
    ...(indexed ? alternates : ['<meta name="robots" content="noindex">']),
  ];
  return plainPage({ reader, logo, ...(answer ? {} : { query }), title, body, head: head.join('\n'), referrer: 'same-origin' });
}

/** Of words in another language than the page's. */
function langOf(locale: string, { language }: Reader): string {
  return locale.split('-')[0] === language ? '' : ` lang="${escapeHtml(locale)}"`;
}

function searchForm(query: string, { text }: PageWords, { language, chosen }: Reader): string {
  return `<form action="/help" role="search" class="search">
<label for="q">${text('searchLabel')}</label>
<div><input id="q" name="q" type="search" maxlength="200" value="${escapeHtml(query)}" autocomplete="off">
${chosen ? `<input type="hidden" name="lang" value="${language}">` : ''}<button>${text('search')}</button></div>
</form>`;
}

function opinionForm(id: string, { text, href }: PageWords): string {
  return `<form method="post" action="${href(`/help/${id}/helpful`)}" class="notice" id="helpful">
<h2>${text('helpful')}</h2>
<label for="reason">${text('reason')}</label>
<textarea id="reason" name="reason" maxlength="${REASON_LENGTH}" rows="2"></textarea>
<p class="soft">${text('reasonHow')}</p>
<p><button name="helpful" value="yes">${text('yes')}</button> <button name="helpful" value="no">${text('no')}</button></p>
</form>`;
}

function openRequest(organisation: string, { text, href }: PageWords): string {
  return `<section class="ask"><h2>${text('notSolved')}</h2>
<p>${text('askHow', { organisation })}</p>
<p><a class="button" href="${href('/help/ask')}" rel="nofollow">${text('ask')}</a></p></section>`;
}

function marked(parts: FoundText): string {
  return parts.map((part) => (part.hit ? `<mark>${escapeHtml(part.text)}</mark>` : escapeHtml(part.text))).join('');
}

/** What one may notice, in a line: what search engines show. */
function descriptionOf(body: string): string {
  const first = body.split(/^## /mu)[1] ?? '';
  const lines = [...first.matchAll(/^- (.+)$/gmu)].map(([, line = '']) => line.replace(/[*_`[\]]/gu, ''));
  return lines.join(' ').slice(0, 160);
}
