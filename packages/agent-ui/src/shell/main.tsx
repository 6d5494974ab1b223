import '@alongside/ui/theme.css';
import { silentLogger, systemClock } from '@alongside/base';
import { AlongsideProvider } from '@alongside/ui';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { BarWindow } from './bar/bar-window.ts';
import { BarWindowProvider } from './bar/bar-window-context.tsx';
import { CoreClient } from './core/core-client.ts';
import { CoreProvider } from './core/core-context.tsx';
import { takeToken } from './core/token.ts';
import { LinkHost } from './link/link-host.tsx';
import { createShellTexts } from './texts/texts.ts';

const token = takeToken(window.location, window.history);
const texts = createShellTexts(window.location.search);
const client = new CoreClient({
  address: `${window.location.origin.replace(/^http/u, 'ws')}/socket`,
  token,
  clock: systemClock(),
  logger: silentLogger,
});
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element with the id root');
document.title = texts.t('app.name');
createRoot(root).render(
  <AlongsideProvider texts={texts} density="agent">
    <CoreProvider client={client}>
      <BarWindowProvider value={new BarWindow()}>
        <LinkHost>
          <App />
        </LinkHost>
      </BarWindowProvider>
    </CoreProvider>
  </AlongsideProvider>,
);
client.start();
