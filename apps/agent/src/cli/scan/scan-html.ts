import { createHash } from 'node:crypto';
import { escapeHtml } from '@alongside/base';
import type { FactSection, FindingLine } from '@alongside/diagnostics';
import type { TFunction } from 'i18next';
import type { ScanPage } from './scan-page.ts';

/** Colours of UX.md, each with a word beside it; statuses are told by a left edge as well. */
const STYLE = `:root { color-scheme: light dark; --ink: #1c1917; --soft: #57534e; --paper: #fafaf9; --card: #ffffff; --line: #d6d3d1; --fail: #b91c1c; --warn: #b45309; --info: #475569; --pass: #0f766e; }
@media (prefers-color-scheme: dark) { :root { --ink: #f5f5f4; --soft: #a8a29e; --paper: #1c1917; --card: #292524; --line: #57534e; --fail: #f87171; --warn: #fbbf24; --info: #94a3b8; --pass: #5eead4; } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
main { max-width: 56rem; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 18px; margin: 32px 0 8px; } h3 { font-size: 16px; margin: 0; }
p { margin: 4px 0 0; } .soft { color: var(--soft); font-size: 14px; }
article { background: var(--card); border: 1px solid var(--line); border-left-width: 6px; border-radius: 8px; padding: 12px 16px; margin: 8px 0; }
.fail { border-left-color: var(--fail); } .warn { border-left-color: var(--warn); } .info { border-left-color: var(--info); } .pass { border-left-color: var(--pass); }
.word { font-weight: 600; } .fail .word { color: var(--fail); } .warn .word { color: var(--warn); } .info .word { color: var(--info); } .pass .word { color: var(--pass); }
code { font: 14px ui-monospace, monospace; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: 4px 16px 4px 0; border-top: 1px solid var(--line); }
th { font-weight: 400; color: var(--soft); width: 14rem; } caption { text-align: left; font-weight: 600; padding: 16px 0 4px; } meter { width: 6rem; }
@media print { body { background: #ffffff; color: #000000; } article { break-inside: avoid; } }
`;

/** Nothing but this page's own style: no script, no request, not even to where the page came from. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** A report as one page that needs nothing else. Every text is escaped: some came from the machine. */
export function scanHtml(page: ScanPage, t: TFunction, language: string): string {
  const text = (key: string, gaps?: Readonly<Record<string, number>>) => escapeHtml(t(key, { ...gaps }));
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(POLICY)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>${text('scan.title')}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(page.headline)}</h1>
<p class="soft">${escapeHtml(page.made)}</p>
<h2>${text('scan.findings')}</h2>
${page.findings.map((finding) => article(finding, t)).join('\n')}
${page.absent.length === 0 ? '' : `<h2>${text('scan.absent', { count: page.absent.length })}</h2>\n<p>${escapeHtml(page.absent.join(', '))}</p>`}
${page.notChecked.length === 0 ? '' : `<h2>${text('scan.notChecked', { count: page.notChecked.length })}</h2>\n${notChecked(page)}`}
<h2>${text('scan.facts')}</h2>
${page.facts.map(factTable).join('\n')}
</main>
</body>
</html>
`;
}

function article({ status, title, sentence, meaning, todo, technician, code }: FindingLine, t: TFunction): string {
  const advice = [meaning, todo].filter((sentences) => sentences !== '').map((sentences) => `<p>${escapeHtml(sentences)}</p>`);
  return `<article class="${status}"><h3><span class="word">${escapeHtml(t(`checks.status.${status}`))}</span> · ${escapeHtml(title)}</h3>
<p>${escapeHtml(sentence)}</p>${advice.join('')}
<p class="soft"><code>${escapeHtml(code)}</code> ${escapeHtml(technician)}</p></article>`;
}

function notChecked({ notChecked: rows }: ScanPage): string {
  return `<table>${rows.map(({ title, reason }) => `<tr><th scope="row">${escapeHtml(title)}</th><td>${escapeHtml(reason)}</td></tr>`).join('\n')}</table>`;
}

function factTable(section: FactSection): string {
  const caption = `<caption>${escapeHtml(section.title)}</caption>`;
  if (section.state === 'unknown') return `<table>${caption}<tr><td>${escapeHtml(section.reason)}</td></tr></table>`;
  const rows = section.rows.map(({ label, value, bar }) => {
    const meter = bar === null ? '' : ` <meter value="${bar}" aria-hidden="true"></meter>`;
    return `<tr><th scope="row">${escapeHtml(label)}</th><td>${escapeHtml(value)}${meter}</td></tr>`;
  });
  const note = section.note === null ? '' : `<tr><td colspan="2" class="soft">${escapeHtml(section.note)}</td></tr>`;
  return `<table>${caption}${rows.join('\n')}${note}</table>`;
}
