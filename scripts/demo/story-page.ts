import { escapeHtml } from '@alongside/base';
import type { Check, ReportFile } from './report.ts';
import type { Scene } from './step.ts';

export interface StoryPart {
  readonly title: string;
  readonly sentence: string;
  /** Names of checks in the report. */
  readonly checks: readonly string[];
  readonly scene: Scene | undefined;
}

export interface StoryPage {
  readonly parts: readonly StoryPart[];
  /** Checks of the whole, with no pictures of their own. */
  readonly whole: readonly string[];
  readonly report: ReportFile;
  /** File name, where it was filmed. */
  readonly video: string | undefined;
  readonly takenAt: Date;
}

const STYLE = `
:root { color-scheme: light dark; --page: #f8fafc; --card: #fff; --ink: #0f172a; --soft: #475569; --edge: #cbd5e1; --good: #0f766e; --bad: #b91c1c; }
@media (prefers-color-scheme: dark) { :root { --page: #0b1220; --card: #131c2e; --ink: #e6edf7; --soft: #a3b1c6; --edge: #2c3a52; --good: #2dd4bf; --bad: #f87171; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1480px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 28px; margin: 0 0 4px; } h2 { font-size: 20px; margin: 0; }
p { margin: 4px 0 0; max-width: 75ch; } .soft, figcaption, small { color: var(--soft); }
.sum { font-weight: 620; } .good { color: var(--good); } .bad { color: var(--bad); }
.part { background: var(--card); border: 1px solid var(--edge); border-radius: 8px; padding: 20px; margin-top: 24px; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; margin-top: 16px; align-items: start; }
@media (max-width: 800px) { .pair { grid-template-columns: 1fr; } }
figure { margin: 0; } figure a { display: block; } img, video { display: block; width: 100%; height: auto; border: 1px solid var(--edge); border-radius: 4px; }
figcaption { font-size: 13px; margin-bottom: 4px; }
ul { list-style: none; margin: 16px 0 0; padding: 0; } li { padding: 4px 0 4px 28px; position: relative; overflow-wrap: anywhere; }
li::before { content: "✓"; position: absolute; left: 4px; color: var(--good); font-weight: 700; } li.bad::before { content: "✗"; color: var(--bad); }
li small { display: block; font-size: 13px; }
pre { margin: 16px 0 0; padding: 12px 16px; max-height: 320px; overflow: auto; border: 1px solid var(--edge); border-radius: 4px; font: 13px/1.5 ui-monospace, monospace; white-space: pre-wrap; }
table { border-collapse: collapse; margin-top: 12px; } td { padding: 4px 24px 4px 0; border-bottom: 1px solid var(--edge); } td:nth-child(2) { text-align: right; }
`;

/** One page that opens from a folder: no script, nothing from elsewhere. */
export function storyPage({ parts, whole, report, video, takenAt }: StoryPage): string {
  const checks = new Map(report.checks.map((check) => [check.name, check]));
  const failed = report.checks.filter(({ ok }) => !ok).length;
  const of = (names: readonly string[]) => names.flatMap((name) => checks.get(name) ?? []);
  const sum =
    failed === 0 ? `All ${report.checks.length} checks are good.` : `${failed} of ${report.checks.length} checks failed.`;
  const film = video
    ? `<section class="part"><h2>Robin’s screen, filmed</h2><div style="margin-top:16px"><video src="${escapeHtml(video)}" controls muted preload="metadata"></video></div></section>`
    : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Alongside: one session, both sides</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>One session, both sides</h1>
<p class="soft">Robin’s whole screen on the left, Tess’s console on the right, at the same moment. Made by <code>npm run demo</code> on ${escapeHtml(takenAt.toISOString().slice(0, 16).replace('T', ' '))} UTC with the real programs.</p>
<p class="sum ${failed === 0 ? 'good' : 'bad'}">${sum}</p>
${parts.map((part, index) => partSection(part, index + 1, of(part.checks))).join('\n')}
${film}
<section class="part"><h2>The whole of it</h2>${checkList(of(whole))}${figureTable(report)}
<p class="soft"><a href="report.json">report.json</a> · <a href="ledger.json">ledger.json</a></p></section>
</main>
</body>
</html>
`;
}

function partSection({ title, sentence, scene }: StoryPart, number: number, checks: readonly Check[]): string {
  const look = scene?.look;
  const pair = look
    ? `<div class="pair">${picture('Robin’s screen', look.user, title)}${picture('Tess’s console', look.technician, title)}</div>`
    : '<p class="soft">No pictures: the story broke off before.</p>';
  return `<section class="part"><h2>${number}. ${escapeHtml(title)}</h2><p>${escapeHtml(sentence)}</p>${pair}${quoteOf(scene)}${checkList(checks)}</section>`;
}

function quoteOf(scene: Scene | undefined): string {
  return scene?.quote ? `<pre tabindex="0">${escapeHtml(scene.quote.trim())}</pre>` : '';
}

function picture(side: string, file: string, title: string): string {
  const alt = escapeHtml(`${side}: ${title}`);
  return `<figure><figcaption>${side}</figcaption><a href="${escapeHtml(file)}"><img src="${escapeHtml(file)}" alt="${alt}" loading="lazy"></a></figure>`;
}

function checkList(checks: readonly Check[]): string {
  const items = checks.map(({ name, ok, detail }) => {
    return `<li${ok ? '' : ' class="bad"'}>${ok ? '' : 'Failed: '}${escapeHtml(name)}<small>${escapeHtml(detail)}</small></li>`;
  });
  return `<ul>${items.join('')}</ul>`;
}

function figureTable({ figures }: ReportFile): string {
  const rows = Object.entries(figures).map(
    ([name, { value, unit }]) => `<tr><td>${escapeHtml(name)}</td><td>${value}</td><td>${escapeHtml(unit)}</td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
}
