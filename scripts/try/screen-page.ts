import { escapeHtml } from '@alongside/base';
import type { Language } from '@alongside/protocol';
import { text } from './texts.ts';

export interface ScreenPageTexts {
  readonly name: string;
  /** Where the technician's side is. */
  readonly consoleAddress: string;
}

const PART = ['ask', 'join', 'allow', 'watch'] as const;
const STATES = ['connecting', 'live', 'lost', 'used', 'gone'] as const;

/** The page around the practice computer's screen: whose part one plays, the story, and how one sees that it is mended. */
export function screenPage({ name, consoleAddress }: ScreenPageTexts, language: Language): string {
  const t = (key: string) => marked(escapeHtml(text(`screen.${key}`, language, { name })));
  const states = STATES.map((state) => `data-${state}="${t(`state.${state}`)}"`).join(' ');
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${t('title')}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/screen.css">
<script src="/screen.js" type="module"></script>
</head>
<body>
<header>
<h1>${escapeHtml(name)}</h1>
<span class="badge">${t('badge')}</span>
<strong>${t('role')}</strong>
<span id="state" role="status" ${states}></span>
<a href="${escapeHtml(consoleAddress)}" target="_blank" rel="noopener noreferrer" title="${t('consoleWhy')}">${t('console')}</a>
</header>
<main>
<div id="screen" data-label="${t('canvas')}"></div>
</main>
<aside>
<p>${t('lead')}</p>
<h2>${t('storyTitle')}</h2>
<p>${t('story')} ${t('mended')}</p>
<h2>${t('partTitle')}</h2>
<ol>${PART.map((step) => `<li>${t(`part.${step}`)}</li>`).join('')}</ol>
<p class="quiet">${t('menu')}</p>
</aside>
</body>
</html>
`;
}

/** What stands between stars is what one has to press. */
function marked(html: string): string {
  return html.replace(/\*([^*]+)\*/gu, '<b>$1</b>');
}
