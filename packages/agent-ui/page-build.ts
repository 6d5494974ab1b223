import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';

/** The build of one page into a folder of its own. Everything is a file: a strict content security policy fits. */
export function pageBuild(page: 'shell' | 'link'): UserConfig {
  return {
    root: fileURLToPath(new URL(`src/${page}/`, import.meta.url)),
    // Where the host mounts a page is its own business.
    base: './',
    plugins: page === 'shell' ? [react({ compiler: true })] : [],
    publicDir: false,
    build: {
      outDir: fileURLToPath(new URL(`dist/${page}/`, import.meta.url)),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: 'es2024',
      chunkSizeWarningLimit: 1500,
    },
  };
}
