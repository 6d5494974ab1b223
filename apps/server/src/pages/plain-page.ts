import { escapeHtml } from '@alongside/base';
import { http, type LogoFacts } from '@alongside/protocol';
import { otherLanguages, type Reader } from './texts.ts';

/** Whose pages they are. */
export interface OfPages {
  readonly organisation: string;
  readonly logo: LogoFacts | undefined;
}

/** A page that the server makes itself, apart from the console: `body` is HTML, the rest is text. */
export function plainPage({
  reader,
  query,
  title,
  body,
  script,
  head = '',
  logo,
  referrer = 'no-referrer',
}: {
  readonly reader: Reader;
  /** What its address says besides the language; undefined where a link cannot lead to it. */
  readonly query?: Readonly<Record<string, string>>;
  readonly title: string;
  readonly body: string;
  readonly script?: string;
  /** Above all that it says; a page that is no proof of whose it is has none. */
  readonly logo?: LogoFacts | undefined;
  /** More HTML for the head. */
  readonly head?: string;
  /** A page whose forms are sent needs `same-origin`, or browsers hide where they come from. */
  readonly referrer?: 'no-referrer' | 'same-origin';
}): string {
  return `<!doctype html>
<html lang="${reader.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="${referrer}">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/get.css">
${head}
${script === undefined ? '' : `<script src="${script}" defer></script>`}
</head>
<body>
<main>
${logo === undefined ? '' : logoHtml(logo)}
${body}
${query === undefined ? '' : `<p class="soft">${otherLanguages(reader, query)}</p>`}
</main>
</body>
</html>
`;
}

/** The organisation's name stands in the words. */
function logoHtml({ sha256, width, height }: LogoFacts): string {
  return `<p class="logo"><img src="${http.logo.path}?v=${sha256.slice(0, 16)}" width="${width}" height="${height}" alt=""></p>`;
}

/** Of all such pages. */
export const PLAIN_STYLE = `:root { color-scheme: light dark; --accent: #0f766e; --on-accent: #ffffff; --ink: #1c1917; --soft: #57534e; --paper: #fafaf9; --line: #d6d3d1; }
@media (prefers-color-scheme: dark) { :root { --accent: #5eead4; --on-accent: #1c1917; --ink: #f5f5f4; --soft: #a8a29e; --paper: #1c1917; --line: #57534e; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 'Inter Variable', Inter, system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 40rem; margin: 0 auto; padding: 48px 24px; }
h1 { font-size: 24px; line-height: 1.25; }
h2 { font-size: 18px; line-height: 1.25; margin: 32px 0 8px; }
a { color: var(--accent); }
pre { border: 1px solid var(--line); border-radius: 8px; padding: 16px; margin: 8px 0; white-space: pre-wrap; font: 14px/1.5 ui-monospace, monospace; }
code { font-family: ui-monospace, monospace; font-size: 14px; }
.soft { color: var(--soft); font-size: 14px; }
.notice { border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: 8px; padding: 4px 16px; }
button, .button { display: inline-block; border: 1px solid var(--accent); border-radius: 8px; padding: 8px 16px; background: none; color: var(--accent); font: inherit; text-decoration: none; cursor: pointer; }
.button { background: var(--accent); color: var(--on-accent); }
button:focus-visible, a:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
details { border-top: 1px solid var(--line); padding: 8px 0; }
details:first-of-type { margin-top: 16px; }
details > summary { cursor: pointer; }
/* Calm, and the same in light and dark: a logo was drawn for paper. */
.logo { display: inline-block; margin: 0 0 8px; padding: 8px 12px; border: 1px solid var(--line); border-radius: 8px; background: #ffffff; }
.logo img { display: block; width: auto; height: auto; max-width: 240px; max-height: 56px; }
[hidden] { display: none; }
`;
