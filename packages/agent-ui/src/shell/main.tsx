import '@alongside/ui/theme.css';
import { silentLogger, systemClock } from '@alongside/base';
import { firstPage, type ShellBridge } from '@alongside/protocol';
import { bridgeTransport, Connection, contract } from '@alongside/rpc';
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
import { FirstWindow } from './first/first-window.tsx';
import { LinkHost } from './link/link-host.tsx';
import { createShellTexts, shellLanguages } from './texts/texts.ts';
import { BarWindowPage } from './windows/bar-window-page.tsx';
import { ConsentWindow } from './windows/consent-window.tsx';

const found = findBridge();
const texts = createShellTexts(window.location.search);
const pageLanguage = new PageLanguage(texts, shellLanguages);
await pageLanguage.speak(readersLanguage(window.location.search, navigator.languages));
const place = document.getElementById('root');
if (place === null) throw new Error('index.html has no element with the id root');
document.title = texts.t('app.name');
const ends = { clock: systemClock(), logger: silentLogger };
if (found?.window === 'first') {
  const parts = { local: 'page', remote: 'core', contract: contract(firstPage) } as const;
  drawFirst(place, new Connection(bridgeTransport(found), { ...ends, ...parts }));
} else {
  drawShell(place, found);
}

function drawFirst(root: HTMLElement, connection: Connection): void {
  createRoot(root).render(
    <AlongsideProvider texts={texts} density="agent">
      <FirstWindow connection={connection} />
    </AlongsideProvider>,
  );
}

function drawShell(root: HTMLElement, bridge: ShellBridge | undefined): void {
  const client = new CoreClient({
    way:
      bridge === undefined
        ? {
            kind: 'socket',
            address: `${window.location.origin.replace(/^http/u, 'ws')}/socket`,
            token: takeToken(window.location, window.history),
          }
        : { kind: 'bridge', bridge },
    ...ends,
  });
  /** A host with windows of its own shows one part of the page in each. */
  const Root = { home: App, consent: ConsentWindow, bar: BarWindowPage }[bridge?.window ?? 'home'];
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
}
