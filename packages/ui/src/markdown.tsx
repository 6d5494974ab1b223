import { type ArticleLink, type MarkdownToken, type MarkdownTokens, readMarkdown } from '@alongside/desk';
import { Anchor, Code, List, Stack, Text, Title } from '@mantine/core';
import { createContext, Fragment, type ReactNode, useContext } from 'react';

export interface MarkdownProps {
  readonly text: string;
  /** The level of a heading with one `#`. */
  readonly order: 1 | 2 | 3;
  /** For `[[id]]`: an article that can be opened from here; undefined where there is none. */
  readonly article?: ((id: string) => LinkedArticle | undefined) | undefined;
}

export interface LinkedArticle {
  readonly title: string;
  readonly open: () => void;
}

const Articles = createContext<MarkdownProps['article']>(undefined);

/**
 * Markdown as elements of ours. No HTML is ever made of it: what looks like HTML is shown as the text that it is, links
 * are their words, and pictures their description.
 */
export function Markdown({ text, order, article }: MarkdownProps) {
  return (
    <Articles.Provider value={article}>
      <Stack gap="sm">{blocks(readMarkdown(text), order)}</Stack>
    </Articles.Provider>
  );
}

/** The other article by its title, or what stands there where it cannot be opened. */
function Linked({ id, raw }: ArticleLink) {
  const linked = useContext(Articles)?.(id);
  if (linked === undefined) return raw;
  return (
    <Anchor component="button" type="button" inherit onClick={linked.open}>
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
    case 'link':
    case 'del':
      return inline(token.tokens ?? []);
    case 'text':
      return token.tokens ? inline(token.tokens) : token.text;
    case 'escape':
    case 'image':
      return token.text;
    default:
      return token.raw;
  }
}
