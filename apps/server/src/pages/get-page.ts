import { escapeHtml } from '@alongside/base';
import type { AgentPackage } from '../agent-package.ts';
import { type OfPages, plainPage } from './plain-page.ts';
import { type PageWords, pageWords, type Reader } from './texts.ts';
import type { VisitorSystem } from './visitor-system.ts';

export const AGENT_FILE = 'alongside-agent-linux-x64.tar.gz';
export const AGENT_FOLDER = 'alongside-agent';
const AGENT_PATH = `/get/${AGENT_FILE}`;
const MEGABYTE = 1_000_000;

export interface GetPage {
  readonly reader: Reader;
  readonly organisation: string;
  readonly logo?: OfPages['logo'];
  readonly system: VisitorSystem;
  readonly agent: AgentPackage;
  /** The server vouches for itself (`/trust`): browsers that were not told so warn of it. */
  readonly hasOwnAuthority: boolean;
}

/**
 * What an enrollment link opens in a browser: the agent for this computer, and the command to start it with. The token
 * stands in the fragment, which the browser does not send, so a script file on the page puts the link into the command (no
 * inline script: the CSP forbids it); without scripts the page says where to paste it.
 */
export function getPage({ reader, organisation, logo, system, agent, hasOwnAuthority }: GetPage): string {
  const words = pageWords('get', reader);
  const { text, href } = words;
  const body = [
    `<h1>${text('title')}</h1>`,
    `<p>${text('lead', { organisation })}</p>`,
    `<p>${text('whatItDoes')}</p>`,
    `<div class="notice" role="alert" data-without-link hidden><p>${text('noLink', { organisation })}</p></div>`,
    `<div class="notice" data-with-invitation hidden><p><strong>${text('invitation')}</strong></p><p>${text('invitationHow')}</p></div>`,
    `<div class="notice" data-by-hand><p>${text('needsScript')}</p></div>`,
    hasOwnAuthority ? `<p>${text('warned')} <a href="${href('/trust')}">${text('howToTrust')}</a></p>` : '',
    forSystem(system, agent, words),
  ];
  return plainPage({ reader, logo, query: {}, title: words.plain('title'), body: body.join('\n'), script: '/get.js' });
}

function forSystem(system: VisitorSystem, agent: AgentPackage, words: PageWords): string {
  const { text } = words;
  if (system === 'linux-x64') return linux(agent, words);
  if (system === 'unknown') return `<p>${text('unknownSystem')}</p>\n${linux(agent, words)}`;
  const name = words.plain(`system.${system}`);
  return `<div class="notice">
<p><strong>${text('notYet', { system: name })}</strong></p>
<p data-with-link>${text('linkKept')}</p>
<p>${text('whatWorks')}</p>
</div>
<details><summary>${text('forLinux')}</summary>
${linux(agent, words)}
</details>`;
}

function linux(agent: AgentPackage, words: PageWords): string {
  const { text, href } = words;
  switch (agent.kind) {
    case 'ready':
      return ready(agent, words);
    case 'preparing':
      return `<p id="preparing" role="status" data-file="${AGENT_PATH}">${text('preparing')}</p>
<p data-by-hand><a href="${href('/get')}">${text('lookAgain')}</a></p>`;
    case 'failed':
    case 'none':
      return `<div class="notice"><p><strong>${text(agent.kind)}</strong></p><p data-with-link>${text('linkKept')}</p></div>
<p>${text('fromClone')}</p>
${command(words, 'clone', `npx --no-install alongside agent --enroll ${LINK}`)}`;
  }
}

/** Filled by the script; quoted, since a shell takes & for more than a letter. */
const LINK = `&#39;<span data-link>LINK</span>&#39;`;

function ready({ bytes, sha256 }: Extract<AgentPackage, { kind: 'ready' }>, words: PageWords): string {
  const { text } = words;
  const size = String(Math.ceil(bytes / MEGABYTE));
  return `<h2>${text('download')}</h2>
<p><a class="button" href="${AGENT_PATH}" download>${text('downloadLink', { size })}</a></p>
<p class="soft">${AGENT_FILE} · ${text('needs')}</p>
<h2>${text('start')}</h2>
<p>${text('startWhere')}</p>
${command(words, 'start', `tar xzf ${AGENT_FILE} &amp;&amp; cd ${AGENT_FOLDER}\n./alongside agent --enroll ${LINK}`)}
<p>${text('startThen')}</p>
<details><summary>${text('check')}</summary>
<p>${text('checkHow')}</p>
${command(words, 'check', `echo &#39;${escapeHtml(sha256)}  ${AGENT_FILE}&#39; | sha256sum --check`)}
</details>
<details><summary>${text('trouble')}</summary>
<ul>
<li>${text('usedLink')}</li>
<li>${text('noBrowser')} <code>sudo apt install chromium</code></li>
<li>${text('noScreen')}</li>
<li>${text('wayland')}</li>
<li>${text('oldSystem')}</li>
<li>${text('anythingElse')} <code>./alongside doctor --enroll ${LINK}</code></li>
</ul>
</details>
<details><summary>${text('update')}</summary>
<p>${text('updateHow')}</p>
${command(words, 'update', `tar xzf ${AGENT_FILE}\n./${AGENT_FOLDER}/alongside agent`)}
</details>`;
}

/** A command to paste, given as HTML, with the button that the script shows. */
function command({ text }: PageWords, id: string, html: string): string {
  return `<pre><code id="${id}-command">${html}</code></pre>
<button type="button" data-copy="${id}-command" hidden>${text('copy')}</button>
<span class="soft" role="status" data-text="${text('copied')}"></span>`;
}
