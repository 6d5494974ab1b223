import '@alongside/ui/theme.css';
import { shellCatalogues } from '@alongside/agent-ui/browser';
import { webCrypto } from '@alongside/crypto';
import { followToken } from '@alongside/protocol';
import { AlongsideProvider, createTexts } from '@alongside/ui';
import { createRoot } from 'react-dom/client';
import { GuestPage } from './guest-page.tsx';
import english from './texts/en.json' with { type: 'json' };

const token = followToken.safeParse(window.location.hash.slice(1)).data;
/** What is agreed to is entered with its language: another one comes here once all words of this page are in it. */
const LANGUAGE = 'en';
const texts = createTexts({ en: { ...shellCatalogues.en, ...english } }, { language: LANGUAGE });
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
    <GuestPage token={token} crypto={webCrypto()} language={LANGUAGE} />
  </AlongsideProvider>,
);
