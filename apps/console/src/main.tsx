import '@alongside/ui/theme.css';
import '@mantine/notifications/styles.css';
import { AppError, silentLogger, systemClock, systemRandom } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import { kbTexts } from '@alongside/desk';
import { checkTexts, factTexts } from '@alongside/diagnostics';
import { AlongsideProvider, createTexts, languageFromAddress, PageLanguage } from '@alongside/ui';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { defaultParseSearch, RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Api } from './api/api.ts';
import { takeFragmentLink } from './entry/fragment-link.ts';
import { readSearch } from './fleet/fleet-search.ts';
import { devicesQuery, fleetQuery } from './fleet/use-fleet.ts';
import { indexedDbKeyStore } from './identity/key-store.ts';
import { createConsoleRouter, loadOtherPages } from './router.tsx';
import { languageHere } from './shared/language-here.ts';
import { Preferences } from './shared/preferences.ts';
import { type Services, ServicesProvider } from './shared/services.ts';
import english from './texts/en.json' with { type: 'json' };
import { TrustMemory } from './trust/trust-memory.ts';

const MAX_RETRIES = 2;
/** After the page that was asked for is there. */
const OTHERS_MS = 3_000;

const link = takeFragmentLink(window.location, window.history);
const asked = languageFromAddress(window.location.search);
const texts = createTexts(
  { en: { ...english, facts: factTexts, checks: checkTexts, kb: kbTexts } },
  asked === undefined ? {} : { language: asked },
);
const pageLanguage = new PageLanguage(texts, { de: () => import('./texts/german.ts').then(({ german }) => german) });
const services: Services = {
  api: new Api((url, init) => fetch(url, init)),
  keys: indexedDbKeyStore(indexedDB, crypto.subtle),
  preferences: new Preferences(localStorage),
  pageLanguage,
  trustMemory: new TrustMemory(localStorage),
  crypto: webCrypto(),
  clock: systemClock(),
  random: systemRandom(),
  logger: silentLogger,
};
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Only what may pass by itself is tried again; a refusal stays one.
      retry: (count, error) => count < MAX_RETRIES && error instanceof AppError && error.status >= 500,
      refetchOnWindowFocus: false,
    },
  },
});

// The longest list there is: on its way while the page still finds out who is here.
if (window.location.pathname.startsWith('/fleet')) {
  void queries.prefetchQuery(fleetQuery(services.api));
  void queries.prefetchQuery(devicesQuery(services.api, readSearch(defaultParseSearch(window.location.search)), 0));
}

await pageLanguage.speak(languageHere(services.preferences));

const home = document.getElementById('root');
if (home === null) throw new Error('the page has no #root');
createRoot(home).render(
  <StrictMode>
    <AlongsideProvider texts={texts} density="console">
      <Notifications position="bottom-right" />
      <QueryClientProvider client={queries}>
        <ServicesProvider value={services}>
          <RouterProvider router={createConsoleRouter(link)} />
        </ServicesProvider>
      </QueryClientProvider>
    </AlongsideProvider>
  </StrictMode>,
);

async function loadAhead(): Promise<void> {
  if (!(await loadOtherPages())) setTimeout(() => void loadAhead(), OTHERS_MS);
}
window.addEventListener('load', () => setTimeout(() => void loadAhead(), OTHERS_MS));
