import { escapeHtml } from '@alongside/base';
import { type ArticleLink, type MarkdownToken, type MarkdownTokens, pictureOf, readMarkdown, safeHref } from './markdown.ts';

export interface ArticleHtmlOptions {
  /** The level of a heading with one `#`. */
  readonly order: 1 | 2 | 3;
  /** Where `[[id]]` leads; undefined where the reader may not go. */
  readonly article: (id: string) => { readonly title: string; readonly href: string } | undefined;
  /** Where a picture of the text is; without it pictures are their description. */
  readonly picture?: (id: string) => string;
}

/**
 * Markdown as HTML of the few elements that stand here. What looks like HTML in it is shown as the text that it is,
 * pictures from elsewhere are their description, and a link leads to an address of `safeHref` or is its words.
 */
export function articleHtml(text: string, options: ArticleHtmlOptions): string {
  return blocks(readMarkdown(text), options);
}

function blocks(tokens: readonly MarkdownToken[], options: ArticleHtmlOptions): string {
  return tokens.map((token) => block(token as MarkdownTokens.Generic, options)).join('');
}

function block(token: MarkdownTokens.Generic, options: ArticleHtmlOptions): string {
  const inside = () => inline(token.tokens ?? [], options);
  switch (token.type) {
    case 'space':
    case 'hr':
    case 'def':
      return '';
    case 'heading': {
      const level = Math.min(6, options.order + (token as MarkdownTokens.Heading).depth - 1);
      return `<h${level}>${inside()}</h${level}>\n`;
    }
    case 'list': {
      const { ordered, items } = token as MarkdownTokens.List;
      const name = ordered ? 'ol' : 'ul';
      return `<${name}>\n${items.map((item) => `<li>${blocks(item.tokens, options)}</li>\n`).join('')}</${name}>\n`;
    }
    case 'text':
      return token.tokens ? inside() : escapeHtml(token.text);
    case 'code':
      return `<pre><code>${escapeHtml(token.text)}</code></pre>\n`;
    case 'blockquote':
      return `<blockquote>${blocks(token.tokens ?? [], options)}</blockquote>\n`;
    default:
      return `<p>${token.tokens ? inside() : escapeHtml(token.raw)}</p>\n`;
  }
}

function inline(tokens: readonly MarkdownToken[], options: ArticleHtmlOptions): string {
  return tokens.map((token) => word(token as MarkdownTokens.Generic, options)).join('');
}

function word(token: MarkdownTokens.Generic, options: ArticleHtmlOptions): string {
  const inside = () => inline(token.tokens ?? [], options);
  switch (token.type) {
    case 'strong':
      return `<strong>${inside()}</strong>`;
    case 'em':
      return `<em>${inside()}</em>`;
    case 'codespan':
      return `<code>${escapeHtml(token.text)}</code>`;
    case 'br':
      return '<br>';
    case 'del':
      return inside();
    case 'link':
      return safeHref(token.href)
        ? `<a href="${escapeHtml(token.href)}" rel="nofollow noopener noreferrer">${inside()}</a>`
        : inside();
    case 'article-link': {
      const { id, raw } = token as unknown as ArticleLink;
      const to = options.article(id);
      return to ? `<a href="${escapeHtml(to.href)}">${escapeHtml(to.title)}</a>` : escapeHtml(raw);
    }
    case 'text':
      return token.tokens ? inside() : escapeHtml(token.text);
    case 'escape':
      return escapeHtml(token.text);
    case 'image': {
      const id = pictureOf(token.href);
      return id === undefined || !options.picture
        ? escapeHtml(token.text)
        : `<img src="${escapeHtml(options.picture(id))}" alt="${escapeHtml(token.text)}" loading="lazy">`;
    }
    default:
      return escapeHtml(token.raw);
  }
}
