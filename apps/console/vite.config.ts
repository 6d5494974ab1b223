import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const SHARED = /node_modules\/(?:@mantine|@floating-ui|@tanstack|@tabler|react|react-dom|zod|i18next|react-i18next)\//u;

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The server's policy is script-src 'self': nothing inline, no data: scripts, fonts as files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    // What nearly every page needs is one file beside the first one; left alone each page would ask for thirty small ones.
    rollupOptions: {
      input: { console: 'index.html', guest: 'guest/index.html' },
      output: { manualChunks: (id) => (SHARED.test(id) ? 'shared' : undefined) },
    },
  },
});
