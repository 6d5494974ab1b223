import { escapeHtml } from '@alongside/base';
import { articleHtml, kbTexts } from '@alongside/desk';
import { type FoundText, KB_CATEGORIES, type KbArticle, type KbHit } from '@alongside/protocol';
import { plainPage } from './plain-page.ts';
import { pageTexts } from './texts.ts';

const t = pageTexts();
const text = (key: string, gaps?: Record<string, string>) => escapeHtml(t(`help.${key}`, gaps));

export const HELP_STYLE = '/help.css';
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const REASON_LENGTH = 500;

export interface OfOrganisation {
  readonly organisation: string;
  /** Of the server, as search engines shall know it. */
  readonly origin: string;
}

/** All articles that everybody may read, by what they are about, with a search that needs no script. */
export function helpIndex({
  organisation,
  origin,
  articles,
}: OfOrganisation & { readonly articles: readonly KbArticle[] }): string {
  const groups = KB_CATEGORIES.map((category) => {
    const ofCategory = articles.filter((article) => article.category === category);
    if (ofCategory.length === 0) return '';
    const links = ofCategory.map(({ id, title }) => `<li><a href="/help/${id}">${escapeHtml(title)}</a></li>`);
    return `<h2 id="${category}">${escapeHtml(kbTexts.category[category])}</h2>\n<ul>\n${links.join('\n')}\n</ul>`;
  });
  return helpPage({
    title: t('help.title', { organisation }),
    description: t('help.description', { organisation }),
    canonical: `${origin}/help`,
    body: `<h1>${text('title', { organisation })}</h1>
${searchForm('')}
${groups.join('\n')}
${openRequest(organisation)}`,
  });
}

/** What a search found; search engines keep no page of it. */
export function helpFound({
  organisation,
  origin,
  query,
  hits,
}: OfOrganisation & { readonly query: string; readonly hits: readonly KbHit[] }): string {
  const list = hits.length === 0 ? `<p>${text('nothing')}</p>` : foundList(hits);
  return helpPage({
    title: t('help.foundTitle', { query, organisation }),
    description: t('help.description', { organisation }),
    canonical: `${origin}/help`,
    indexed: false,
    body: `<p><a href="/help">${text('all')}</a></p>
<h1>${text('found', { query })}</h1>
${searchForm(query)}
<div role="status">${text('count', { count: String(hits.length) })}</div>
${list}
${openRequest(organisation)}`,
  });
}

/** `beside`: each opens in a page of its own, where this one holds something half written. */
export function foundList(hits: readonly KbHit[], beside = false): string {
  const target = beside ? ' target="_blank" rel="noopener"' : '';
  const items = hits.map(
    ({ id, title, excerpt }) =>
      `<li><a href="/help/${id}"${target}>${marked(title)}</a><p class="soft">${marked(excerpt)}</p></li>`,
  );
  return `<ul class="found">\n${items.join('\n')}\n</ul>`;
}

export interface ArticlePage extends OfOrganisation {
  readonly article: KbArticle;
  readonly titleOf: (id: string) => string | undefined;
  /** What the reader said has come. */
  readonly thanks: boolean;
}

export function helpArticle({ organisation, origin, article, titleOf, thanks }: ArticlePage): string {
  const { id, title, body, category, locale, lastChecked, checkedHow } = article;
  const linked = (to: string) => {
    const found = titleOf(to);
    return found === undefined ? undefined : { title: found, href: `/help/${to}` };
  };
  return helpPage({
    title: t('help.articleTitle', { title, organisation }),
    description: descriptionOf(body) || title,
    canonical: `${origin}/help/${id}`,
    body: `<nav aria-label="${text('where')}"><a href="/help">${text('all')}</a> › <a href="/help#${category}">${escapeHtml(kbTexts.category[category])}</a></nav>
<article lang="${escapeHtml(locale)}">
<h1>${escapeHtml(title)}</h1>
${articleHtml(body, { order: 1, article: linked })}
</article>
<p class="soft">${text('checked', { day: DAY.format(Date.parse(lastChecked)), how: checkedHow })}</p>
${thanks ? `<p class="notice" role="status" id="helpful">${text('thanks')}</p>` : opinionForm(id)}
${openRequest(organisation)}`,
  });
}

/** For what is not there, or not for everybody. */
export function helpMissing({ organisation, origin }: OfOrganisation): string {
  return helpPage({
    title: t('help.missing'),
    description: t('help.description', { organisation }),
    canonical: `${origin}/help`,
    indexed: false,
    body: `<h1>${text('missing')}</h1>
<p>${text('missingHow')}</p>
${searchForm('')}
<p><a href="/help">${text('all')}</a></p>`,
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

export function helpPage(parts: {
  readonly title: string;
  readonly description: string;
  readonly canonical: string;
  readonly indexed?: boolean;
  readonly body: string;
}): string {
  const { title, description, canonical, indexed = true, body } = parts;
  const head = [
    `<meta name="description" content="${escapeHtml(description)}">`,
    `<link rel="canonical" href="${escapeHtml(canonical)}">`,
    `<link rel="stylesheet" href="${HELP_STYLE}">`,
    ...(indexed ? [] : ['<meta name="robots" content="noindex">']),
  ];
  return plainPage({ title, body, head: head.join('\n'), referrer: 'same-origin' });
}

function searchForm(query: string): string {
  return `<form action="/help" role="search" class="search">
<label for="q">${text('searchLabel')}</label>
<div><input id="q" name="q" type="search" maxlength="200" value="${escapeHtml(query)}" autocomplete="off">
<button>${text('search')}</button></div>
</form>`;
}

function opinionForm(id: string): string {
  return `<form method="post" action="/help/${id}/helpful" class="notice" id="helpful">
<h2>${text('helpful')}</h2>
<label for="reason">${text('reason')}</label>
<textarea id="reason" name="reason" maxlength="${REASON_LENGTH}" rows="2"></textarea>
<p class="soft">${text('reasonHow')}</p>
<p><button name="helpful" value="yes">${text('yes')}</button> <button name="helpful" value="no">${text('no')}</button></p>
</form>`;
}

function openRequest(organisation: string): string {
  return `<section class="ask"><h2>${text('notSolved')}</h2>
<p>${text('askHow', { organisation })}</p>
<p><a class="button" href="/help/ask" rel="nofollow">${text('ask')}</a></p></section>`;
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
