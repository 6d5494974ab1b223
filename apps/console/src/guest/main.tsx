import '@alongside/ui/theme.css';
import { shellCatalogues, shellLanguages } from '@alongside/agent-ui/browser';
import { webCrypto } from '@alongside/crypto';
import { chosenLanguage, followToken } from '@alongside/protocol';
import { AlongsideProvider, createTexts, PageLanguage } from '@alongside/ui';
import { createRoot } from 'react-dom/client';
import { languageHere } from '../shared/language-here.ts';
import { Preferences } from '../shared/preferences.ts';
import { GuestPage } from './guest-page.tsx';
import english from './texts/en.json' with { type: 'json' };

const token = followToken.safeParse(window.location.hash.slice(1)).data;
const texts = createTexts({ en: { ...shellCatalogues.en, ...english } });
const pageLanguage = new PageLanguage(texts, {
  de: async () => {
    const [shell, { germanGuestTexts }] = await Promise.all([shellLanguages.de(), import('./texts/german.ts')]);
    return { page: { ...shell.page, ...germanGuestTexts }, ui: shell.ui };
  },
});
await pageLanguage.speak(languageHere(new Preferences(localStorage)));
/** What is agreed to is entered with its language, which is that of this page from its beginning to its end. */
const language = chosenLanguage([texts.language]);
const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
document.title = texts.t('guest.title');
// Another link in the same tab is another page, with all that one holds.
window.addEventListener('hashchange', () => window.location.reload());
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) window.location.reload();
});
createRoot(root).render(
  <AlongsideProvider texts={texts} density="agent">
    <GuestPage token={token} crypto={webCrypto()} language={language} />
  </AlongsideProvider>,
);
