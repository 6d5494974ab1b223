import { escapeHtml, safeLine } from '@alongside/base';
import type { Organisation } from '@alongside/protocol';
import type { MailContent } from './mail-content.ts';
import { mailTexts } from './mail-texts.ts';

export interface RenderedMail {
  readonly language: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface ListItem {
  readonly label: string;
  readonly lines: readonly string[];
  readonly url: string;
}

interface Parts {
  readonly subject: string;
  readonly lead: string;
  /** Words of a technician, as they are. */
  readonly quote?: string;
  readonly more?: string;
  /** Tickets, each with what happened and the way to it. */
  readonly list?: readonly ListItem[];
  readonly action?: { readonly label: string; readonly url: string };
  readonly foot: string;
}

type From = Pick<Organisation, 'name' | 'phone' | 'timeZone'>;

/** A mail as text and as simple HTML, from the catalogue of its language. */
export function renderMail(content: MailContent, wanted: string, from: From): RenderedMail {
  const { t, language } = mailTexts(wanted);
  const organisation = from.name;
  const until = (at: number) =>
    new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'short', timeZone: from.timeZone }).format(at);
  const phone = from.phone === '' ? organisation : t('foot.phone', { organisation, phone: from.phone });
  const parts = partsOf(content, t, organisation, until);
  // A header is one line, whatever a name holds.
  return { language, subject: safeLine(parts.subject, 150), text: asText(parts, phone), html: asHtml(parts, phone, language) };
}

type T = ReturnType<typeof mailTexts>['t'];

/** Of mails to users that are words alone, their place in the texts. */
const PLACES = {
  intake: 'intake',
  'call-back': 'callBack',
  'vendor-question': 'vendorQuestion',
  reminder: 'reminder',
} as const;

function partsOf(content: MailContent, t: T, organisation: string, until: (at: number) => string): Parts {
  switch (content.kind) {
    case 'intake':
    case 'call-back':
    case 'vendor-question':
    case 'reminder':
      return { ...wordsOf(t, PLACES[content.kind], { ...content, organisation }), foot: t('foot.user', { organisation }) };
    case 'merged': {
      const { answers, ...gaps } = content;
      const words = wordsOf(t, 'merged', { ...gaps, organisation });
      const more = answers === undefined ? words.more : t(`merged.${answers}`);
      return { ...words, more, foot: t('foot.user', { organisation }) };
    }
    case 'reply':
      return {
        subject: t('reply.subject', { ...content }),
        lead: t('reply.lead', { ...content, organisation }),
        quote: content.text,
        action: { label: t('reply.action'), url: content.url },
        foot: t('foot.user', { organisation }),
      };
    case 'solved': {
      const words = wordsOf(t, 'solved', { ...content, organisation });
      const foot = t('foot.user', { organisation });
      if (content.solution.trim() !== '') return { ...words, quote: content.solution, foot };
      return { ...words, lead: t('solved.bare', { ...content, organisation }), foot };
    }
    case 'invitation':
    case 'reset': {
      const gaps = { name: content.name, url: content.url, organisation, until: until(content.until) };
      return { ...wordsOf(t, content.kind, gaps), foot: t('foot.staff') };
    }
    case 'notice':
      return {
        subject: t('notice.subject', { number: content.number, organisation }),
        lead: t(`notice.${content.notice}`, { number: content.number }),
        action: { label: t('notice.action'), url: content.url },
        foot: t('foot.notice'),
      };
    case 'digest': {
      const count = content.tickets.length + content.more;
      return {
        subject: t('digest.subject', { count, organisation }),
        lead: t('digest.lead', { count }),
        list: content.tickets.map(({ number, url, notices }) => {
          const lines = notices.map(({ notice, count: times }) => {
            const what = t(`notice.${notice}`, { number });
            return times === 1 ? what : t('digest.times', { what, times });
          });
          return { label: `#${number}`, lines, url };
        }),
        ...(content.more > 0 && { more: t('digest.more', { count: content.more }) }),
        action: { label: t('digest.action'), url: content.url },
        foot: t('foot.digest'),
      };
    }
    case 'try':
      return {
        subject: t('try.subject', { organisation }),
        lead: t('try.lead', { organisation }),
        foot: t('foot.staff'),
      };
  }
}

function wordsOf(
  t: T,
  place: (typeof PLACES)[keyof typeof PLACES] | 'merged' | 'solved' | 'invitation' | 'reset',
  gaps: { url: string } & Record<string, string | number>,
) {
  return {
    subject: t(`${place}.subject`, gaps),
    lead: t(`${place}.lead`, gaps),
    more: t(`${place}.more`, gaps),
    action: { label: t(`${place}.action`), url: gaps.url },
  };
}

function asText({ lead, quote, list = [], more, action, foot }: Parts, phone: string): string {
  const items = list.map(({ label, lines, url }) => `${label}\n${lines.map((line) => `  ${line}`).join('\n')}\n  ${url}`);
  const blocks = [
    lead,
    quote === undefined ? '' : indented(quote),
    ...items,
    more ?? '',
    action ? `${action.label}:\n${action.url}` : '',
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n\n-- \n${phone}\n${foot}\n`;
}

/** So that nobody takes it for words of the mail itself. */
function indented(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `  ${line}`.trimEnd())
    .join('\n');
}

function asHtml({ subject, lead, quote, list = [], more, action, foot }: Parts, phone: string, language: string): string {
  const paragraph = (text: string, style = '') => `<p style="margin:0 0 16px;${style}">${escapeHtml(text)}</p>`;
  const blocks = [
    paragraph(lead),
    quote === undefined
      ? ''
      : `<blockquote style="margin:0 0 16px;padding:0 0 0 16px;border-left:4px solid #0f766e;white-space:pre-wrap">${escapeHtml(quote.trim())}</blockquote>`,
    ...list.map(itemHtml),
    more === undefined ? '' : paragraph(more),
    action === undefined
      ? ''
      : `<p style="margin:0 0 16px"><a href="${escapeHtml(action.url)}" style="display:inline-block;padding:8px 16px;border-radius:8px;background:#0f766e;color:#ffffff;text-decoration:none">${escapeHtml(action.label)}</a></p>
<p style="margin:0 0 16px;color:#57534e;font-size:14px;overflow-wrap:anywhere">${escapeHtml(action.url)}</p>`,
    `<p style="margin:32px 0 0;color:#57534e;font-size:14px">${escapeHtml(phone)}<br>${escapeHtml(foot)}</p>`,
  ];
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#1c1917;background:#ffffff">
<div style="max-width:560px">
${blocks.filter((block) => block !== '').join('\n')}
</div>
</body>
</html>
`;
}

function itemHtml({ label, lines, url }: ListItem): string {
  const said = lines.map((line) => `<br>${escapeHtml(line)}`).join('');
  return `<p style="margin:0 0 16px"><a href="${escapeHtml(url)}" style="color:#0f766e;font-weight:600">${escapeHtml(label)}</a>${said}</p>`;
}
