import { escapeHtml } from '@alongside/base';
import { LANGUAGES } from '@alongside/protocol';
import { type Found, foundList, helpPage, type OfOrganisation } from '../pages/help-page.ts';
import { type PageWords, pageWords } from '../pages/texts.ts';
import type { AskField, AskFlaws, AskValues } from './ask-form.ts';

interface Ask extends OfOrganisation {
  readonly values: AskValues;
}

/** First the problem alone: what is known already may answer it. */
export function askBegin({ values, ...of }: Ask): string {
  const { organisation, reader } = of;
  const words = pageWords('ask', reader);
  const { text, href } = words;
  return askPage(
    of,
    'title',
    `<p>${text('lead', { organisation })}</p>
<form method="post" action="${href('/help/ask')}">
${problem(words, values, {})}
<p><button class="button">${text('next')}</button></p>
</form>
<p class="soft">${text('agent')} <a href="${href('/get')}">${text('agentHow')}</a></p>`,
  );
}

export interface AskDetails extends Ask {
  readonly requestId: string;
  readonly hits: readonly Found[];
  readonly flaws: AskFlaws;
}

/** What may answer it stands above; below it who asks, and how to reach them. */
export function askDetails({ values, requestId, hits, flaws, ...of }: AskDetails): string {
  const { organisation, reader } = of;
  const words = pageWords('ask', reader);
  const { text, href } = words;
  const isFlawed = Object.keys(flaws).length > 0;
  const answers =
    hits.length === 0
      ? ''
      : `<section><h2>${text('first')}</h2>\n<p class="soft">${text('firstHow')}</p>\n${foundList({ hits, reader, beside: true })}</section>`;
  return askPage(
    of,
    'title',
    `${isFlawed ? `<p class="notice" role="alert">${text('flawed')}</p>` : ''}
${answers}
<form method="post" action="${href('/help/ask')}" class="notice">
<h2>${text(hits.length === 0 ? 'who' : 'stillAsk', { organisation })}</h2>
${problem(words, values, flaws)}
${field(words, 'name', 'text', values, flaws, 'autocomplete="name" required maxlength="80"')}
<p>${text('reach')}</p>
${field(words, 'email', 'email', values, flaws, 'autocomplete="email" maxlength="200"')}
${field(words, 'phone', 'tel', values, flaws, 'autocomplete="tel" maxlength="40"')}
${languages(words, values)}
<p class="apart"><label for="website">${text('website')}</label><input id="website" name="website" tabindex="-1" autocomplete="off"></p>
<input type="hidden" name="request" value="${escapeHtml(requestId)}">
<p class="soft">${text('what', { organisation })}</p>
<p><button class="button">${text('send')}</button></p>
</form>`,
    true,
  );
}

/** The number, and the link by which it is followed. */
export function askSent({ number, url, ...of }: OfOrganisation & { readonly number: number; readonly url: string }): string {
  const { text, href } = pageWords('ask', of.reader);
  return askPage(
    of,
    'sent',
    `<p role="status" class="notice"><strong>${text('number', { number: String(number) })}</strong></p>
<p>${text('follow')}</p>
<p><a class="button" href="${escapeHtml(url)}" rel="nofollow">${text('followLink')}</a></p>
<pre>${escapeHtml(url)}</pre>
<p class="soft">${text('secret')}</p>
<p><a href="${href('/help')}">${text('back')}</a></p>`,
    true,
  );
}

/** The organisation takes no requests by a form. */
export function askClosed(of: OfOrganisation): string {
  const { text, href } = pageWords('ask', of.reader);
  return askPage(
    of,
    'closed',
    `<p>${text('closedHow', { organisation: of.organisation })}</p>
<p><a href="${href('/get')}">${text('agentHow')}</a></p>`,
  );
}

export function askTooMany(of: OfOrganisation): string {
  const { text } = pageWords('ask', of.reader);
  return askPage(of, 'tooMany', `<p>${text('tooManyHow')}</p>`, true);
}

function askPage(of: OfOrganisation, title: string, body: string, answer = false): string {
  const { organisation } = of;
  const { text, plain, href } = pageWords('ask', of.reader);
  return helpPage(of, {
    title: `${plain(title)} – ${organisation}`,
    description: plain('lead', { organisation }),
    path: '/help',
    indexed: false,
    answer,
    body: `<p><a href="${href('/help')}">${text('back')}</a></p>\n<h1>${text(title)}</h1>\n${body}`,
  });
}

function problem(words: PageWords, values: AskValues, flaws: AskFlaws): string {
  const { text } = words;
  return `<p><label for="text">${text('problem')}</label>
<textarea id="text" name="text" rows="5" maxlength="4000" required${flawed('text', flaws)}>${escapeHtml(values.text)}</textarea>${flawNote(words, 'text', flaws)}
<span class="soft">${text('problemHow')}</span></p>`;
}

function field(words: PageWords, name: AskField, type: string, values: AskValues, flaws: AskFlaws, more: string): string {
  return `<p><label for="${name}">${words.text(name)}</label>
<input id="${name}" name="${name}" type="${type}" value="${escapeHtml(values[name])}" ${more}${flawed(name, flaws)}>${flawNote(words, name, flaws)}</p>`;
}

function languages({ text }: PageWords, values: AskValues): string {
  const options = LANGUAGES.map(
    (each) => `<option value="${each}"${each === values.language ? ' selected' : ''}>${text(`languages.${each}`)}</option>`,
  );
  return `<p><label for="language">${text('language')}</label>
<select id="language" name="language">${options.join('')}</select></p>`;
}

function flawed(name: AskField, flaws: AskFlaws): string {
  return flaws[name] === undefined ? '' : ` aria-invalid="true" aria-describedby="${name}-flaw"`;
}

function flawNote({ text }: PageWords, name: AskField, flaws: AskFlaws): string {
  const flaw = flaws[name];
  return flaw === undefined ? '' : `<span class="flaw" id="${name}-flaw">${text(`flaw.${name}.${flaw}`)}</span>`;
}
