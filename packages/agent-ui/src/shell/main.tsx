import '@alongside/ui/theme.css';
import { silentLogger, systemClock } from '@alongside/base';
import { AlongsideProvider, PageLanguage, readersLanguage } from '@alongside/ui';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { ArticlesProvider } from './articles/articles-context.tsx';
import { BarWindow } from './bar/bar-window.ts';
import { BarWindowProvider } from './bar/bar-window-context.tsx';
import { CoreClient } from './core/core-client.ts';
import { CoreProvider } from './core/core-context.tsx';
import { stopWhenBroken } from './core/page-broken.ts';
import { BridgeProvider, findBridge } from './core/page-host.ts';
import { takeToken } from './core/token.ts';
import { LinkHost } from './link/link-host.tsx';
import { createShellTexts, shellLanguages } from './texts/texts.ts';
import { BarWindowPage } from './windows/bar-window-page.tsx';
import { ConsentWindow } from './windows/consent-window.tsx';

const bridge = findBridge();
const texts = createShellTexts(window.location.search);
const pageLanguage = new PageLanguage(texts, shellLanguages);
await pageLanguage.speak(readersLanguage(window.location.search, navigator.languages));
const client = new CoreClient({
  way:
    bridge === undefined
      ? {
          kind: 'socket',
          address: `${window.location.origin.replace(/^http/u, 'ws')}/socket`,
          token: takeToken(window.location, window.history),
        }
      : { kind: 'bridge', bridge },
  clock: systemClock(),
  logger: silentLogger,
});
/** A host with windows of its own shows one part of the page in each. */
const Root = { home: App, consent: ConsentWindow, bar: BarWindowPage }[bridge?.window ?? 'home'];
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');
document.title = texts.t('app.name');
createRoot(root, { onUncaughtError: stopWhenBroken(client, root, texts.t) }).render(
  <AlongsideProvider texts={texts} density="agent">
    <BridgeProvider value={bridge}>
      <CoreProvider client={client}>
        <BarWindowProvider value={new BarWindow(bridge === undefined)}>
          <ArticlesProvider>
            <LinkHost>
              <Root />
            </LinkHost>
          </ArticlesProvider>
        </BarWindowProvider>
      </CoreProvider>
    </BridgeProvider>
  </AlongsideProvider>,
);
client.view.onChange((view) => {
  if (view !== undefined) void pageLanguage.speak(view.language);
});
client.start();
