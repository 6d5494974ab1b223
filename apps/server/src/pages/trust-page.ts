import { escapeHtml } from '@alongside/base';
import { plainPage } from './plain-page.ts';
import { type PageWords, pageWords, type Reader } from './texts.ts';

export const AUTHORITY_FILE = 'ca.crt';
const SAVED_AS = `alongside-${AUTHORITY_FILE}`;

export interface TrustPage {
  readonly reader: Reader;
  readonly organisation: string;
  /** `AB:CD:…` */
  readonly fingerprint: string;
  /** What the authority can vouch for. */
  readonly hosts: readonly string[];
}

/**
 * How to trust a server's own authority. Most readers come past a warning of their browser, so the page may have been
 * written by anybody: what counts is compared between the terminal of the server and the file, never with this page.
 */
export function trustPage({ reader, organisation, fingerprint, hosts }: TrustPage): string {
  const words = pageWords('trust', reader);
  const { text } = words;
  const plain = fingerprint.replaceAll(':', '').toLowerCase();
  const body = `<h1>${text('title')}</h1>
<p>${text('lead', { organisation })}</p>
<div class="notice">
<p><strong>${text('meaningTitle')}</strong></p>
<p>${text('meaning')}</p>
<p>${hosts.map((host) => `<code>${escapeHtml(host)}</code>`).join(' · ')}</p>
<p>${text('here')} ${text('undo')}</p>
</div>
<h2>${text('download')}</h2>
<p><a class="button" href="/trust/${AUTHORITY_FILE}" download="${SAVED_AS}">${text('downloadLink')}</a></p>
<h2>${text('compare')}</h2>
<p>${text('compareHow')}</p>
${commands(words, [
  ['system.linux', `sha256sum ${SAVED_AS}`],
  ['system.macos', `shasum -a 256 ${SAVED_AS}`],
  ['system.windows', `certutil -hashfile ${SAVED_AS} SHA256`],
])}
<p>${text('expected')}</p>
<pre><code>${escapeHtml(plain)}</code></pre>
<p>${text('written')} <code>${escapeHtml(fingerprint)}</code></p>
<div class="notice"><p>${text('different')}</p></div>
<h2>${text('trust')}</h2>
<p>${text('closeAfter')}</p>
<details open><summary>${text('chromium')}</summary>
${steps(words, 'chromiumSteps', 4)}
<p class="soft">${text('chromiumOther')}</p>
</details>
<details><summary>${text('firefox')}</summary>
${steps(words, 'firefoxSteps', 3)}
</details>
<details><summary>${text('wholeSystem')}</summary>
<p>${text('wholeSystemHow')}</p>
${commands(words, [
  ['system.linuxChromium', `certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n Alongside -i ${SAVED_AS}`],
  ['system.macos', `security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db ${SAVED_AS}`],
  ['system.windows', `certutil -user -addstore Root ${SAVED_AS}`],
])}
</details>
<h2>${text('users')}</h2>
<p>${text('usersHow')}</p>`;
  return plainPage({ reader, query: {}, title: words.plain('title'), body });
}

function steps({ text }: PageWords, key: string, count: number): string {
  const items = Array.from({ length: count }, (_, index) => `<li>${text(`${key}.${index + 1}`)}</li>`);
  return `<ol>\n${items.join('\n')}\n</ol>`;
}

function commands({ text }: PageWords, list: readonly (readonly [key: string, command: string])[]): string {
  return list
    .map(([key, command]) => `<p class="soft">${text(key)}</p>\n<pre><code>${escapeHtml(command)}</code></pre>`)
    .join('\n');
}
