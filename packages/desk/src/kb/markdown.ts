import { articleId } from '@alongside/protocol';
import { Marked, type Token, type TokenizerExtension, type Tokens } from 'marked';

export type { Token as MarkdownToken, Tokens as MarkdownTokens };

/** `[[id]]`: another article, by its title. */
export interface ArticleLink {
  readonly type: 'article-link';
  readonly raw: string;
  readonly id: string;
}

const LINK = /^\[\[(?<id>[a-z0-9-]{2,60})\]\]/u;

const extensions: TokenizerExtension[] = [
  {
    name: 'article-link',
    level: 'inline',
    start: (text: string) => text.indexOf('[['),
    tokenizer(text: string): ArticleLink | undefined {
      const match = LINK.exec(text);
      const id = articleId.safeParse(match?.groups?.id).data;
      return match && id !== undefined ? { type: 'article-link', raw: match[0], id } : undefined;
    },
  },
];
const reader = new Marked({ extensions });
/** People end lines where they mean it. */
const messageReader = new Marked({ extensions, breaks: true });

/** How deep quotes and lists may stand in one another: deeper than anybody writes. */
const MAX_DEPTH = 20;
/** A line that begins deeper than that. Of 2,000 `>`, marked makes a stack overflow. */
const TOO_DEEP = new RegExp(`^(?:[ \\t]*(?:>|[-+*][ \\t]|\\d{1,9}[.)][ \\t])){${MAX_DEPTH + 1}}`, 'mu');

/**
 * What a text in Markdown consists of. No HTML is made of it here. `message`: each line stays a line of its own. A text
 * that goes too deep is one paragraph, as it was written: whoever is sent it must still see their page.
 */
export function readMarkdown(text: string, kind: 'article' | 'message' = 'article'): readonly Token[] {
  if (!TOO_DEEP.test(text)) {
    const tokens = (kind === 'message' ? messageReader : reader).lexer(text);
    if (depthOf(tokens) <= MAX_DEPTH) return tokens;
  }
  const words: Tokens.Text = { type: 'text', raw: text, text, escaped: false };
  return [{ type: 'paragraph', raw: text, text, tokens: [words] } satisfies Tokens.Paragraph];
}

function depthOf(tokens: readonly Token[]): number {
  const within = (token: Token) => ('items' in token ? token.items : 'tokens' in token ? (token.tokens ?? []) : []);
  return tokens.reduce((deepest, token) => Math.max(deepest, 1 + depthOf(within(token))), 0);
}

/**
 * An address that a link may lead to: https, http or mail, with a host, written so that nobody reads another one in it;
 * undefined for every other.
 */
export function safeHref(address: string): string | undefined {
  const isPlain = address.length <= 2000 && !/[\p{C}\p{Z}\s"<>\\^`{|}]/u.test(address);
  return isPlain && /^(?:https?:\/\/[^/?#@]+(?:[/?#]|$)|mailto:[^/?#@]+@[^/?#@]+$)/iu.test(address) ? address : undefined;
}

/** The articles that a text links, each once, in the order in which they come. */
export function linkedArticles(text: string): string[] {
  const found = new Set<string>();
  reader.walkTokens([...readMarkdown(text)], (token) => {
    if (token.type === 'article-link') found.add((token as ArticleLink).id);
  });
  return [...found];
}

const BLOCKS: ReadonlySet<string> = new Set(['paragraph', 'list_item', 'code', 'blockquote']);

/** The words of a text without its marks and headings, a line a block: to search in. */
export function plainText(text: string): string {
  const parts: string[] = [];
  const tokens = readMarkdown(text).filter(({ type }) => type !== 'heading');
  reader.walkTokens(tokens, (token) => {
    if (BLOCKS.has(token.type)) parts.push('\n');
    if (token.type === 'article-link') parts.push((token as ArticleLink).id.replaceAll('-', ' '));
    const hasParts = 'tokens' in token && token.tokens !== undefined && token.tokens.length > 0;
    if (!hasParts && token.type !== 'list' && 'text' in token && typeof token.text === 'string') parts.push(token.text);
  });
  return parts
    .join('')
    .replace(/\s*\n\s*/gu, '\n')
    .trim();
}

/** How a text names a picture of its own: `![what it shows](picture:ID)`. Pictures from elsewhere are their description. */
const PICTURE = /^picture:([A-Za-z0-9_-]{8,64})$/u;

export function pictureOf(address: string): string | undefined {
  return PICTURE.exec(address)?.[1];
}

/** The pictures of a text, each once. */
export function picturesOf(text: string): string[] {
  const found = new Set<string>();
  reader.walkTokens([...readMarkdown(text)], (token) => {
    const id = token.type === 'image' ? pictureOf(token.href) : undefined;
    if (id !== undefined) found.add(id);
  });
  return [...found];
}
