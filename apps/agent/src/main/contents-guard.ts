import type { ContentsApi } from './electron-api.ts';

/** For every page of the process, whoever made it: it opens nothing, goes nowhere and holds no other page. */
export function guardContents(contents: ContentsApi): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
