import type { ArticleText, KbCategory, SystemName, TicketEvent } from '@alongside/protocol';
import { ARTICLE_SECTIONS, MAX_STEPS } from './article-rules.ts';

export interface SolvedTicket {
  readonly number: number;
  /** As the device calls its system. */
  readonly system: string;
  readonly events: readonly TicketEvent[];
}

export interface LearntBy {
  readonly owner: string;
  /** What articles like it are about. */
  readonly category: KbCategory;
  /** `2026-11-29` */
  readonly today: string;
  readonly reviewBy: string;
}

const TITLE_LENGTH = 80;
const NOTICED = 6;

/**
 * A draft of what a solved ticket taught: what the user said, the steps that worked, the solution. What only a person
 * knows is left empty, so that nobody publishes it unread; undefined where nothing says how it was solved.
 */
export function learnFromTicket({ number, system, events }: SolvedTicket, by: LearntBy): ArticleText | undefined {
  const said = events.flatMap(({ body }) => (body.type === 'created' ? [body.text] : []))[0] ?? '';
  const solution = events.flatMap(({ body }) => (body.type === 'done' ? [body.solution] : [])).at(-1) ?? '';
  const items = events.flatMap(({ body }) => (body.type === 'recorded' ? [body.item] : []));
  const worked = items.flatMap((item) => (item.kind === 'step' && item.result === 'done' ? [item.text] : []));
  const around = items.flatMap((item) => (item.kind === 'workaround' ? linesOf(item.text) : []));
  const steps = [...worked, ...around, ...linesOf(solution)].filter((step) => step !== '');
  if (steps.length === 0) return undefined;
  const language = events.flatMap(({ body }) => (body.type === 'created' ? (body.language ?? []) : []))[0] ?? 'en';
  const noticed = linesOf(said).slice(0, NOTICED);
  const parts = [
    noticed.map((line) => `- ${line}`),
    [...new Set(steps)].slice(0, MAX_STEPS).map((step, place) => `${place + 1}. ${step}`),
    [],
    [],
  ];
  return {
    title: titleOf(noticed[0] ?? '', number),
    category: by.category,
    locale: language,
    visibility: 'draft',
    owner: by.owner,
    reviewBy: by.reviewBy,
    systems: [systemOf(system)],
    lastChecked: by.today,
    checkedHow: `Drafted from #${number}, where it was done on one computer. Not tried on any other.`,
    words: [],
    body: ARTICLE_SECTIONS[language]
      .map((section, place) => `## ${section}\n\n${parts[place]?.join('\n') ?? ''}`)
      .join('\n\n')
      .trim(),
  };
}

/** Sentences and list items, a line each, as Markdown that means nothing else. */
function linesOf(text: string): string[] {
  return text
    .split(/\n+|(?<=[.!?])\s+/u)
    .map((line) =>
      line
        .replace(/^\s*(?:[-*•]|\d+[.)])\s*/u, '')
        .replace(/\s+/gu, ' ')
        .trim(),
    )
    .filter((line) => line !== '')
    .map((line) => line.replace(/[\\`*_[\]<>#|]/gu, '\\$&'));
}

function titleOf(line: string, number: number): string {
  const plain = line.replace(/\\(.)/gu, '$1').replace(/[.!]+$/u, '');
  if (plain === '') return `#${number}`;
  return plain.length <= TITLE_LENGTH ? plain : `${plain.slice(0, TITLE_LENGTH).replace(/\s+\S*$/u, '')} …`;
}

function systemOf(system: string): SystemName {
  if (/windows/iu.test(system)) return 'windows';
  return /mac|darwin/iu.test(system) ? 'macos' : 'linux';
}
