import { type ArticleLink, type MarkdownToken, type MarkdownTokens, pictureOf, readMarkdown, safeHref } from '@alongside/desk';
import { Anchor, Code, List, Stack, Text, Title } from '@mantine/core';
import { createContext, Fragment, type ReactNode, useContext, useMemo } from 'react';

export interface MarkdownProps {
  readonly text: string;
  /** The level of a heading with one `#`. */
  readonly order: 1 | 2 | 3;
  /** For `[[id]]`: an article that can be opened from here; undefined where there is none. */
  readonly article?: ((id: string) => LinkedArticle | undefined) | undefined;
  /** Where a picture of the text is; without it pictures are their description. */
  readonly picture?: ((id: string) => string) | undefined;
  /** What its links are; their words alone where not given. */
  readonly links?: LinkKind;
}

export interface LinkedArticle {
  readonly title: string;
  readonly open: () => void;
}

/**
 * `words`: its words alone. `told`: the address behind them, to be read. `open`: it can be opened, in a page of its own.
 * `outside`: what a host lets out of its windows (https, mail) can be opened, all else is told.
 */
export type LinkKind = 'words' | 'told' | 'open' | 'outside';
const LEAVES = /^(https|mailto):/iu;
/** What somebody wrote to somebody has no headings of a page. */
const NO_HEADINGS = 0;

const Articles = createContext<MarkdownProps['article']>(undefined);
const Links = createContext<LinkKind>('words');
const Pictures = createContext<MarkdownProps['picture']>(undefined);

/**
 * Markdown as elements of ours. No HTML is ever made of it: what looks like HTML is shown as the text that it is, and
 * pictures from elsewhere are their description.
 */
export function Markdown({ text, order, article, picture, links = 'words' }: MarkdownProps) {
  return (
    <Articles.Provider value={article}>
      <Pictures.Provider value={picture}>
        <Links.Provider value={links}>
          <Stack gap="sm">{blocks(readMarkdown(text), order)}</Stack>
        </Links.Provider>
      </Pictures.Provider>
    </Articles.Provider>
  );
}

export interface MessageTextProps {
  readonly text: string;
  /** For those at the desk links can be opened; a user reads where they lead. */
  readonly links: 'told' | 'open';
}

/** What somebody at the desk wrote, from the same reader: lines stay lines, headings are bold words. */
export function MessageText({ text, links }: MessageTextProps) {
  const drawn = useMemo(() => blocks(readMarkdown(text, 'message'), NO_HEADINGS), [text]);
  return (
    <Links.Provider value={links}>
      <Stack gap={4} dir="auto" style={{ overflowWrap: 'anywhere' }}>
        {drawn}
      </Stack>
    </Links.Provider>
  );
}

/** A picture of the text's own, where it is to be had; else what it shows. */
function Picture({ address, shows }: { readonly address: string; readonly shows: string }) {
  const picture = useContext(Pictures);
  const id = pictureOf(address);
  if (id === undefined || picture === undefined) return shows;
  return <img src={picture(id)} alt={shows} loading="lazy" style={{ display: 'block', maxWidth: '100%' }} />;
}

/** Where it leads is either plain to see or asked for by a click; a page that is opened learns nothing of this one. */
function Link({ href, children }: { readonly href: string; readonly children: ReactNode }) {
  const kind = useContext(Links);
  const safe = safeHref(href);
  if (safe === undefined || kind === 'words') return children;
  if (kind === 'open' || (kind === 'outside' && LEAVES.test(safe))) {
    return (
      <Anchor href={safe} target="_blank" rel="noopener noreferrer nofollow" title={safe} underline="always" inherit>
        {children}
      </Anchor>
    );
  }
  // Written out as its own words already.
  const isAlone = typeof children === 'string' && safe.endsWith(children);
  return isAlone ? (
    children
  ) : (
    <>
      {children} ({safe.replace(/^mailto:/iu, '')})
    </>
  );
}

/** The other article by its title, or what stands there where it cannot be opened. */
function Linked({ id, raw }: ArticleLink) {
  const linked = useContext(Articles)?.(id);
  if (linked === undefined) return raw;
  return (
    <Anchor component="button" type="button" underline="always" inherit onClick={linked.open}>
      {linked.title}
    </Anchor>
  );
}

function blocks(tokens: readonly MarkdownToken[], order: number): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place in a text that does not change
  return tokens.map((token, place) => <Fragment key={place}>{block(token as MarkdownTokens.Generic, order)}</Fragment>);
}

function block(token: MarkdownTokens.Generic, order: number): ReactNode {
  switch (token.type) {
    case 'space':
    case 'hr':
    case 'def':
      return null;
    case 'heading':
      if (order === NO_HEADINGS) return <Text fw={620}>{inline(token.tokens ?? [])}</Text>;
      return (
        <Title order={Math.min(6, order + (token as MarkdownTokens.Heading).depth - 1) as 1 | 2 | 3 | 4 | 5 | 6}>
          {inline(token.tokens ?? [])}
        </Title>
      );
    case 'list': {
      const { ordered, items } = token as MarkdownTokens.List;
      return (
        <List type={ordered ? 'ordered' : 'unordered'} spacing="xs">
          {items.map((item, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <List.Item key={place}>{blocks(item.tokens, order)}</List.Item>
          ))}
        </List>
      );
    }
    case 'text':
      return inline(token.tokens ?? [token]);
    case 'code':
      return <Code block>{token.text}</Code>;
    case 'blockquote':
      return <blockquote>{blocks(token.tokens ?? [], order)}</blockquote>;
    default:
      return <Text>{token.tokens ? inline(token.tokens) : token.raw}</Text>;
  }
}

function inline(tokens: readonly MarkdownToken[]): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: as above
  return tokens.map((token, place) => <Fragment key={place}>{word(token as MarkdownTokens.Generic)}</Fragment>);
}

function word(token: MarkdownTokens.Generic): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{inline(token.tokens ?? [])}</strong>;
    case 'em':
      return <em>{inline(token.tokens ?? [])}</em>;
    case 'codespan':
      return <Code>{token.text}</Code>;
    case 'article-link':
      return <Linked {...(token as unknown as ArticleLink)} />;
    case 'br':
      return <br />;
    case 'link': {
      const { href, text, tokens } = token as MarkdownTokens.Link;
      return <Link href={href}>{text === href || href.endsWith(text) ? text : inline(tokens)}</Link>;
    }
    case 'del':
      return inline(token.tokens ?? []);
    case 'text':
      return token.tokens ? inline(token.tokens) : token.text;
    case 'escape':
      return token.text;
    case 'image':
      return <Picture address={token.href} shows={token.text} />;
    default:
      return token.raw;
  }
}
