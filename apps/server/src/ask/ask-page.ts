import { escapeHtml } from '@alongside/base';
import { type KbHit, LANGUAGES } from '@alongside/protocol';
import { foundList, helpPage, type OfOrganisation } from '../pages/help-page.ts';
import type { AskField, AskFlaws, AskValues } from './ask-form.ts';
import { askHtml, askText } from './ask-texts.ts';

const text = askHtml;

interface Ask extends OfOrganisation {
  readonly values: AskValues;
}

/** First the problem alone: what is known already may answer it. */
export function askBegin({ organisation, origin, values }: Ask): string {
  return askPage(
    { organisation, origin },
    'title',
    `<p>${text('lead', { organisation })}</p>
<form method="post" action="/help/ask">
${problem(values, {})}
<p><button class="button">${text('next')}</button></p>
</form>
<p class="soft">${text('agent')} <a href="/get">${text('agentHow')}</a></p>`,
  );
}

export interface AskDetails extends Ask {
  readonly requestId: string;
  readonly hits: readonly KbHit[];
  readonly flaws: AskFlaws;
}

/** What may answer it stands above; below it who asks, and how to reach them. */
export function askDetails({ organisation, origin, values, requestId, hits, flaws }: AskDetails): string {
  const isFlawed = Object.keys(flaws).length > 0;
  const answers =
    hits.length === 0
      ? ''
      : `<section><h2>${text('first')}</h2>\n<p class="soft">${text('firstHow')}</p>\n${foundList(hits, true)}</section>`;
  return askPage(
    { organisation, origin },
    'title',
    `${isFlawed ? `<p class="notice" role="alert">${text('flawed')}</p>` : ''}
${answers}
<form method="post" action="/help/ask" class="notice">
<h2>${text(hits.length === 0 ? 'who' : 'stillAsk', { organisation })}</h2>
${problem(values, flaws)}
${field('name', 'text', values, flaws, 'autocomplete="name" required maxlength="80"')}
<p>${text('reach')}</p>
${field('email', 'email', values, flaws, 'autocomplete="email" maxlength="200"')}
${field('phone', 'tel', values, flaws, 'autocomplete="tel" maxlength="40"')}
${languages(values)}
<p class="apart"><label for="website">${text('website')}</label><input id="website" name="website" tabindex="-1" autocomplete="off"></p>
<input type="hidden" name="request" value="${escapeHtml(requestId)}">
<p class="soft">${text('what', { organisation })}</p>
<p><button class="button">${text('send')}</button></p>
</form>`,
  );
}

/** The number, and the link by which it is followed. */
export function askSent({
  organisation,
  origin,
  number,
  url,
}: OfOrganisation & { readonly number: number; readonly url: string }): string {
  return askPage(
    { organisation, origin },
    'sent',
    `<p role="status" class="notice"><strong>${text('number', { number: String(number) })}</strong></p>
<p>${text('follow')}</p>
<p><a class="button" href="${escapeHtml(url)}" rel="nofollow">${text('followLink')}</a></p>
<pre>${escapeHtml(url)}</pre>
<p class="soft">${text('secret')}</p>
<p><a href="/help">${text('back')}</a></p>`,
  );
}

/** The organisation takes no requests by a form. */
export function askClosed(of: OfOrganisation): string {
  return askPage(
    of,
    'closed',
    `<p>${text('closedHow', { organisation: of.organisation })}</p>
<p><a href="/get">${text('agentHow')}</a></p>`,
  );
}

export function askTooMany(of: OfOrganisation): string {
  return askPage(of, 'tooMany', `<p>${text('tooManyHow')}</p>`);
}

function askPage(of: OfOrganisation, title: string, body: string): string {
  const { organisation, origin } = of;
  return helpPage({
    title: `${askText(title)} – ${organisation}`,
    description: askText('lead', { organisation }),
    canonical: `${origin}/help`,
    indexed: false,
    body: `<p><a href="/help">${text('back')}</a></p>\n<h1>${text(title)}</h1>\n${body}`,
  });
}

function problem(values: AskValues, flaws: AskFlaws): string {
  return `<p><label for="text">${text('problem')}</label>
<textarea id="text" name="text" rows="5" maxlength="4000" required${flawed('text', flaws)}>${escapeHtml(values.text)}</textarea>${flawNote('text', flaws)}
<span class="soft">${text('problemHow')}</span></p>`;
}

function field(name: AskField, type: string, values: AskValues, flaws: AskFlaws, more: string): string {
  return `<p><label for="${name}">${text(name)}</label>
<input id="${name}" name="${name}" type="${type}" value="${escapeHtml(values[name])}" ${more}${flawed(name, flaws)}>${flawNote(name, flaws)}</p>`;
}

function languages(values: AskValues): string {
  const options = LANGUAGES.map(
    (each) => `<option value="${each}"${each === values.language ? ' selected' : ''}>${text(`languages.${each}`)}</option>`,
  );
  return `<p><label for="language">${text('language')}</label>
<select id="language" name="language">${options.join('')}</select></p>`;
}

function flawed(name: AskField, flaws: AskFlaws): string {
  return flaws[name] === undefined ? '' : ` aria-invalid="true" aria-describedby="${name}-flaw"`;
}

function flawNote(name: AskField, flaws: AskFlaws): string {
  const flaw = flaws[name];
  return flaw === undefined ? '' : `<span class="flaw" id="${name}-flaw">${text(`flaw.${name}.${flaw}`)}</span>`;
}
