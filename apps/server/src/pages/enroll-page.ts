import { pageTexts } from './texts.ts';

const t = pageTexts();

/**
 * What an enrollment link opens in a browser: which command to run. The token stands in the fragment, which the browser
 * does not send, so the command is put together by a script file on the page (no inline script: the CSP forbids it).
 */
export function enrollPage(organisation: string): string {
  const text = (key: string, gaps?: Record<string, string>) => escapeHtml(t(`enroll.${key}`, gaps));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<title>${text('title')}</title>
<link rel="stylesheet" href="/get.css">
<script src="/get.js" defer></script>
</head>
<body>
<main>
<h1>${text('title')}</h1>
<p>${text('lead', { organisation })}</p>
<p>${text('whatItDoes')}</p>
<p id="missing" role="alert" hidden>${text('noLink')}</p>
<section id="how">
<p>${text('run')}</p>
<pre><code id="command">alongside agent --enroll …</code></pre>
<button id="copy" type="button" hidden>${text('copy')}</button>
<span id="copied" role="status" data-text="${text('copied')}"></span>
<noscript><p>${text('needsScript')}</p></noscript>
</section>
</main>
</body>
</html>
`;
}

export const ENROLL_SCRIPT = `'use strict';
const byId = (id) => document.getElementById(id);
const isLink = /^#e=[A-Za-z0-9_-]{40,64}(&[a-z]+=[A-Za-z0-9_-]+)*$/.test(location.hash);
byId('missing').hidden = isLink;
byId('how').hidden = !isLink;
if (isLink) {
  const command = "alongside agent --enroll '" + location.origin + location.pathname + location.hash + "'";
  byId('command').textContent = command;
  byId('copy').hidden = false;
  byId('copy').addEventListener('click', () => {
    navigator.clipboard.writeText(command).then(() => {
      byId('copied').textContent = byId('copied').dataset.text;
    }, () => getSelection().selectAllChildren(byId('command')));
  });
}
`;

export const ENROLL_STYLE = `:root { color-scheme: light dark; --accent: #0f766e; --ink: #1c1917; --paper: #fafaf9; --line: #d6d3d1; }
@media (prefers-color-scheme: dark) { :root { --accent: #5eead4; --ink: #f5f5f4; --paper: #1c1917; --line: #57534e; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 'Inter Variable', Inter, system-ui, sans-serif; }
main { max-width: 40rem; margin: 0 auto; padding: 48px 24px; }
h1 { font-size: 24px; line-height: 1.25; }
pre { border: 1px solid var(--line); border-radius: 8px; padding: 16px; white-space: pre-wrap; overflow-wrap: anywhere; }
button { border: 1px solid var(--accent); border-radius: 8px; padding: 8px 16px; background: none; color: var(--accent); font: inherit; cursor: pointer; }
button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (char) => `&#${char.charCodeAt(0)};`);
}
